import TestSupport
import Testing

@testable import Notes

@Suite struct SequenceDiffTests {
    private func random(_ count: Int, variety: Int32, seed: UInt64) -> [Int32] {
        var generator = SplitMix64(state: seed)
        return (0..<count).map { _ in Int32.random(in: 0..<variety, using: &generator) }
    }

    /// Replaces the changed parts of the left sequence by those of the right one.
    private func apply(_ diff: SequenceDiff, _ left: [Int32], _ right: [Int32]) -> [Int32] {
        var result: [Int32] = []
        var start = 0
        for change in diff.changes {
            result += left[start..<change.left.lowerBound] + right[change.right]
            start = change.left.upperBound
        }
        return result + left[start...]
    }

    /// The length of the longest common subsequence, by the textbook's table.
    private func commonLength(_ left: [Int32], _ right: [Int32]) -> Int {
        var row = [Int](repeating: 0, count: right.count + 1)
        for element in left {
            var diagonal = 0
            for (index, other) in right.enumerated() {
                let above = row[index + 1]
                row[index + 1] = element == other ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[right.count]
    }

    @Test func theChangesAreAsFewAsPossible() {
        for seed in 0..<2_000 as Range<UInt64> {
            let variety = Int32(1 + seed % 7)
            let left = random(Int(seed % 23), variety: variety, seed: seed)
            let right = random(Int(seed % 19), variety: variety, seed: seed + 10_000)
            let diff = SequenceDiff(left, right)
            let edits = diff.changes.reduce(0) { $0 + $1.left.count + $1.right.count }
            #expect(edits == left.count + right.count - 2 * commonLength(left, right))
            #expect(apply(diff, left, right) == right)
        }
    }

    @Test(arguments: [0, 1, 10, 100]) func beyondTheLimitTheChangesAreStillRight(_ limit: Int) {
        for seed in 0..<300 as Range<UInt64> {
            let left = random(60, variety: Int32(2 + seed), seed: seed)
            let right = random(50, variety: Int32(2 + seed), seed: seed + 10_000)
            for splits in [true, false] {
                let diff = SequenceDiff(left, right, limit: limit, splits: splits)
                #expect(apply(diff, left, right) == right)
                for (change, next) in zip(diff.changes, diff.changes.dropFirst()) {
                    #expect(change.left.upperBound < next.left.lowerBound)
                }
            }
        }
    }

    @Test func beyondTheLimitElementsThatOccurOnceStillMatch() {
        let left = (0..<1_000).map { Int32($0) }
        let right = left.map { $0 % 7 == 3 ? $0 + 1_000 : $0 }
        let diff = SequenceDiff(left, right, limit: 1_000)
        #expect(diff.changes.count == 143)
        #expect(diff.changes.allSatisfy { $0.left.count == 1 && $0.left == $0.right })
        #expect(SequenceDiff(left, right, limit: 1_000, splits: false).changes.count == 1)
    }

    @Test func beyondTheLimitABlockCountsAsReplaced() {
        let (left, right) = (random(1_000, variety: 2, seed: 1), random(1_000, variety: 2, seed: 2))
        let whole = SequenceDiff.Change(left: 0..<1_000, right: 0..<1_000).withoutCommonEnds(left, right)
        #expect(SequenceDiff(left, right, limit: 1_000).changes == [whole])
    }

    @Test(arguments: [1, 2, 30, 20_000] as [Int32]) func theNumberOfStepsIsBounded(_ variety: Int32) {
        let (count, limit) = (20_000, 50_000)
        let left = random(count, variety: variety, seed: 1)
        let shifted = left.map { $0 + 1 }
        let equal = [Int32](repeating: 0, count: count)
        for right in [random(count, variety: variety, seed: 2), shifted, Array(left.reversed()), equal] {
            #expect(SequenceDiff(left, right, limit: limit).steps <= 2 * (limit + 2 * count))
        }
    }
}
