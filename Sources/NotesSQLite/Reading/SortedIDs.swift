/// Sets of ids as arrays in ascending order, without repetitions. For millions of ids, they are smaller and faster than a
/// `Set`.
extension [Int64] {
    func hasElement(_ id: Int64) -> Bool {
        var (start, end) = (0, count)
        while start < end {
            let middle = (start + end) / 2
            if self[middle] < id { start = middle + 1 } else { end = middle }
        }
        return start < count && self[start] == id
    }

    func union(_ other: [Int64]) -> [Int64] {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return merged(other, keepsBoth: true, keepsFirst: true, keepsSecond: true)
    }

    func intersection(_ other: [Int64]) -> [Int64] {
        merged(other, keepsBoth: true, keepsFirst: false, keepsSecond: false)
    }

    func subtracting(_ other: [Int64]) -> [Int64] {
        if other.isEmpty { return self }
        return merged(other, keepsBoth: false, keepsFirst: true, keepsSecond: false)
    }

    /// Walks through two sets, and keeps the ids that are in both, in the first only, or in the second only.
    private func merged(_ other: [Int64], keepsBoth: Bool, keepsFirst: Bool, keepsSecond: Bool) -> [Int64] {
        var result: [Int64] = []
        var (first, second) = (0, 0)
        while first < count && second < other.count {
            if self[first] == other[second] {
                if keepsBoth { result.append(self[first]) }
                (first, second) = (first + 1, second + 1)
            } else if self[first] < other[second] {
                if keepsFirst { result.append(self[first]) }
                first += 1
            } else {
                if keepsSecond { result.append(other[second]) }
                second += 1
            }
        }
        if keepsFirst { result.append(contentsOf: self[first...]) }
        if keepsSecond { result.append(contentsOf: other[second...]) }
        return result
    }
}
