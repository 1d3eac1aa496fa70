/** Turns fusion off for the tests that are run after this. */
import { fusionDefault } from "../packages/core/src/internal/fusionDefault.ts"

fusionDefault.isOn = false
