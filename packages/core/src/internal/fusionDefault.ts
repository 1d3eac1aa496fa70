/** What `Fusion` is where nobody says; the tests of the rules turn it off here to run both ways. */
export const fusionDefault = { isOn: true }
