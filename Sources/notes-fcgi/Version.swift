/// The version of this program, as `--version` says it and packages are named by it.
let version = "0.1.0"
