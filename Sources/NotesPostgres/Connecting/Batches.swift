#if PostgreSQL
import Dispatch
import Locking

/// Lets threads share a round trip: one of them, the leader, works for all that wait. Threads that arrive meanwhile wait for the
/// next batch, and the first of them leads it.
///
/// `Item` is an object in which the leader stores the result for the thread that brought it.
final class Batches<Item: AnyObject & Sendable>: Sendable {
    private struct State {
        var hasLeader = false
        var waiting: [Member] = []
    }

    /// `@unchecked Sendable`: `isLeader` is set before the thread is woken, and read after that.
    private final class Member: @unchecked Sendable {
        let item: Item
        var isLeader = false
        let woken = DispatchSemaphore(value: 0)

        init(_ item: Item) { self.item = item }
    }

    /// The most items in a batch.
    private let maximum: Int
    private let state = Locked(State())

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Waits until this thread or another one has worked for an item. If the batch does not begin in time, nobody works for it.
    ///
    /// - Parameters:
    ///   - patience: how long to wait for the batch to begin; nil for no limit.
    ///   - willWait: called before this thread waits for another one.
    ///   - work: works for all items of a batch, of which the thread's own is the first. The leader calls it.
    func join(_ item: Item, patience: DispatchTimeInterval? = nil, willWait: () -> Void, work: ([Item]) -> Void) {
        let member = Member(item)
        let isFirst = state.withLock { state in
            defer { state.hasLeader = true }
            if state.hasLeader { state.waiting.append(member) }
            return !state.hasLeader
        }
        if !isFirst {
            willWait()
            if member.woken.wait(timeout: patience.map { .now() + $0 } ?? .distantFuture) == .timedOut {
                if leave(member) { return }
                // The batch has begun, or this thread was made the leader.
                member.woken.wait()
            }
        }
        if isFirst || member.isLeader { lead(member, work) }
    }

    /// Returns false if the thread no longer waits for a batch to begin.
    private func leave(_ member: Member) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0 === member }) else { return false }
            state.waiting.remove(at: index)
            return true
        }
    }

    private func lead(_ member: Member, _ work: ([Item]) -> Void) {
        let others = state.withLock { state in
            let others = Array(state.waiting.prefix(maximum - 1))
            state.waiting.removeFirst(others.count)
            return others
        }
        work([member.item] + others.map(\.item))
        let next = state.withLock { state in
            let next = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
            next?.isLeader = true
            state.hasLeader = next != nil
            return next
        }
        next?.woken.signal()
        for other in others { other.woken.signal() }
    }
}
#endif
