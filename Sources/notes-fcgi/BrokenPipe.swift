/// Whoever read the standard output has gone, as `head` does when it has enough.
struct BrokenPipe: Error {}
