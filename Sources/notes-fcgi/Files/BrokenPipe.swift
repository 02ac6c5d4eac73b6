/// The program that read the standard output has ended, as `head` does when it has enough lines.
struct BrokenPipe: Error {}
