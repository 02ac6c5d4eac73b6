import Glibc

/// Whether the tests run under a sanitizer. `deploy/test --sanitize` sets one of these variables.
///
/// A sanitizer makes everything several times slower, and keeps freed memory or shadows it.
public let isSanitized = getenv("TSAN_OPTIONS") != nil || getenv("ASAN_OPTIONS") != nil
