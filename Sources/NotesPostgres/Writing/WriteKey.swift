#if PostgreSQL
/// 128 random bits that name one write. The write stores them in its own transaction. If the connection is lost during the
/// commit, they tell whether the write was committed.
struct WriteKey {
    let high: UInt64
    let low: UInt64

    init() {
        var generator = SystemRandomNumberGenerator()
        high = generator.next()
        low = generator.next()
    }
}
#endif
