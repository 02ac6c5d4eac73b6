/// The differences between two sequences of numbers, which stand for lines or words.
///
/// The changes are as few as possible, unless the search for them reaches its limit. Then the numbers that occur
/// exactly once on both sides split the sequences into blocks, and the search goes on in each block. If it reaches the
/// limit again, each remaining block counts as replaced. The limit is a count and not a time, so two texts always have
/// the same differences.
struct SequenceDiff {
    /// A part of the left sequence, and the part of the right sequence that replaces it. One of them may be empty.
    struct Change: Equatable {
        var left: Range<Int>
        var right: Range<Int>

        /// Returns the change without the elements with which both sides begin or end.
        func withoutCommonEnds(_ leftElements: [Int32], _ rightElements: [Int32]) -> Change {
            var (l, r) = (left, right)
            while !l.isEmpty && !r.isEmpty && leftElements[l.lowerBound] == rightElements[r.lowerBound] {
                (l, r) = (l.dropFirst(), r.dropFirst())
            }
            while !l.isEmpty && !r.isEmpty && leftElements[l.upperBound - 1] == rightElements[r.upperBound - 1] {
                (l, r) = (l.dropLast(), r.dropLast())
            }
            return Change(left: l, right: r)
        }
    }

    /// The changes in order. Between two changes, there is at least one element that both sides share.
    private(set) var changes: [Change] = []
    /// The number of comparisons and moves of the search: at most twice the limit plus the length of both sequences.
    private(set) var steps = 0

    private let left: [Int32]
    private let right: [Int32]
    /// The number of steps at which the search stops.
    private var end: Int

    /// - Parameters:
    ///   - limit: the number of steps of the search, in the whole sequences and then again in all blocks. It also limits
    ///     the memory, four bytes for each step. Two million steps find about 2,000 changed elements.
    ///   - splits: whether to split sequences beyond the limit into blocks.
    init(_ left: [Int32], _ right: [Int32], limit: Int = 1 << 21, splits: Bool = true) {
        self.left = left
        self.right = right
        end = limit
        compare(Change(left: left.indices, right: right.indices), splits: splits)
    }

    private mutating func compare(_ part: Change, splits: Bool) {
        let part = part.withoutCommonEnds(left, right)
        if part.left.isEmpty && part.right.isEmpty { return }
        if part.left.isEmpty || part.right.isEmpty {
            changes.append(part)
        } else if let shortest = shortestChanges(part) {
            changes += shortest
        } else if splits {
            compareBlocks(of: part)
        } else {
            changes.append(part)
        }
    }

    /// Returns the shortest changes, or nil if the search reaches the limit.
    ///
    /// Row d of the search holds the points that d edits can reach: the farthest point on each diagonal. Diagonal k
    /// contains the points for which x − y = k. Here x counts elements of the left side, and y those of the right side.
    private mutating func shortestChanges(_ part: Change) -> [Change]? {
        let (x0, y0) = (part.left.lowerBound, part.right.lowerBound)
        let (width, height) = (part.left.count, part.right.count)
        // All rows, one after the other: the x of diagonals −d, −d + 2, … d.
        var rows: [Int32] = []
        for edits in 0...width + height {
            let previous = rows.count - edits
            for index in 0...edits {
                let inserted = index < edits ? Int(rows[previous + index]) : 0
                let deleted = index > 0 ? Int(rows[previous + index - 1]) + 1 : 0
                var x = max(inserted, deleted)
                var y = x - (2 * index - edits)
                steps += 1
                while x < width && y < height && left[x0 + x] == right[y0 + y] {
                    (x, y, steps) = (x + 1, y + 1, steps + 1)
                }
                if x >= width && y >= height { return changes(in: part, edits, rows) }
                if steps >= end { return nil }
                rows.append(Int32(x))
            }
        }
        return nil
    }

    /// Follows the search back from its end to its start.
    private func changes(in part: Change, _ edits: Int, _ rows: [Int32]) -> [Change] {
        var changes: [Change] = []
        var (x, y) = (part.left.upperBound, part.right.upperBound)
        let (x0, y0) = (part.left.lowerBound, part.right.lowerBound)
        for edits in stride(from: edits, to: 0, by: -1) {
            let diagonal = (x - x0) - (y - y0)
            let index = (diagonal + edits) / 2
            let previous = edits * (edits - 1) / 2
            let isInsertion = index == 0 || index < edits && rows[previous + index - 1] < rows[previous + index]
            x = x0 + Int(rows[previous + (isInsertion ? index : index - 1)])
            y = x - x0 + y0 - (isInsertion ? diagonal + 1 : diagonal - 1)
            let edit = Change(left: x..<(isInsertion ? x : x + 1), right: y..<(isInsertion ? y + 1 : y))
            if let last = changes.last, last.left.lowerBound == edit.left.upperBound,
                last.right.lowerBound == edit.right.upperBound
            {
                changes[changes.count - 1] = Change(
                    left: x..<last.left.upperBound, right: y..<last.right.upperBound)
            } else {
                changes.append(edit)
            }
        }
        return changes.reversed()
    }

    private mutating func compareBlocks(of part: Change) {
        let anchors = uniqueElements(part)
        guard !anchors.isEmpty else { return changes.append(part) }
        end += steps
        var start = (left: part.left.lowerBound, right: part.right.lowerBound)
        for anchor in anchors {
            compare(Change(left: start.left..<anchor.left, right: start.right..<anchor.right), splits: false)
            start = (anchor.left + 1, anchor.right + 1)
        }
        compare(
            Change(left: start.left..<part.left.upperBound, right: start.right..<part.right.upperBound), splits: false)
    }

    /// Returns the positions of elements that occur exactly once on both sides, in the same order on both sides.
    ///
    /// Patience sorting finds as many of them as possible.
    private func uniqueElements(_ part: Change) -> [(left: Int, right: Int)] {
        let (inLeft, inRight) = (positions(part.left, in: left), positions(part.right, in: right))
        var pairs: [(left: Int, right: Int, before: Int)] = []
        // For each length of a series of pairs in order: the series with the smallest right end, by its last pair.
        var ends: [Int] = []
        for position in part.left {
            let number = Int(left[position])
            guard inLeft[number] >= 0, number < inRight.count, inRight[number] >= 0 else { continue }
            let target = Int(inRight[number])
            var (low, high) = (0, ends.count)
            while low < high {
                let middle = (low + high) / 2
                if pairs[ends[middle]].right < target { low = middle + 1 } else { high = middle }
            }
            pairs.append((position, target, low > 0 ? ends[low - 1] : -1))
            if low == ends.count { ends.append(pairs.count - 1) } else { ends[low] = pairs.count - 1 }
        }
        var series: [(left: Int, right: Int)] = []
        var pair = ends.last ?? -1
        while pair >= 0 {
            series.append((pairs[pair].left, pairs[pair].right))
            pair = pairs[pair].before
        }
        return series.reversed()
    }

    /// Returns the position of each number in a part of a sequence: -1 if it is not there, -2 if it is there repeatedly.
    private func positions(_ part: Range<Int>, in sequence: [Int32]) -> [Int32] {
        var positions = [Int32](repeating: -1, count: Int(sequence[part].max() ?? -1) + 1)
        for position in part {
            let number = Int(sequence[position])
            positions[number] = positions[number] == -1 ? Int32(position) : -2
        }
        return positions
    }
}
