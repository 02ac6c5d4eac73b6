/// The program that read the output has ended. Thrown only if SIGPIPE is ignored; otherwise SIGPIPE ends this process.
struct BrokenPipe: Error {}
