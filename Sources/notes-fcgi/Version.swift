/// The version of this program and of its packages.
let version = "0.1.0"
