import CMD4C

extension Block {
    /// - Parameters:
    ///   - detail: the structure that belongs to the type, such as `MD_BLOCK_LI_DETAIL`.
    ///   - start: where the text begins in the bytes that md4c parses.
    /// - Returns: nil for a type that this program's flags exclude.
    init?(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?, start: Int) {
        switch type {
        case MD_BLOCK_DOC: self = .document
        case MD_BLOCK_QUOTE: self = .quote
        case MD_BLOCK_UL: self = .list(start: nil)
        case MD_BLOCK_OL: self = .list(start: detail.map { Int($0.load(as: MD_BLOCK_OL_DETAIL.self).start) })
        case MD_BLOCK_LI: self = .item(task: detail.flatMap { Task($0.load(as: MD_BLOCK_LI_DETAIL.self), start) })
        case MD_BLOCK_HR: self = .rule
        case MD_BLOCK_H: self = .heading(level: detail.map { Int($0.load(as: MD_BLOCK_H_DETAIL.self).level) } ?? 1)
        case MD_BLOCK_CODE: self = .code(language: detail?.load(as: MD_BLOCK_CODE_DETAIL.self).lang.bytes ?? [])
        case MD_BLOCK_P: self = .paragraph
        case MD_BLOCK_TABLE: self = .table
        case MD_BLOCK_THEAD: self = .tableHead
        case MD_BLOCK_TBODY: self = .tableBody
        case MD_BLOCK_TR: self = .tableRow
        case MD_BLOCK_TH, MD_BLOCK_TD:
            let alignment: Alignment? =
                switch detail?.load(as: MD_BLOCK_TD_DETAIL.self).align {
                case MD_ALIGN_LEFT: .left
                case MD_ALIGN_CENTER: .center
                case MD_ALIGN_RIGHT: .right
                default: nil
                }
            self = .tableCell(isHeading: type == MD_BLOCK_TH, alignment: alignment)
        default: return nil
        }
    }
}

extension Task {
    fileprivate init?(_ item: MD_BLOCK_LI_DETAIL, _ start: Int) {
        guard item.is_task != 0 else { return nil }
        self.init(
            isDone: UInt8(bitPattern: item.task_mark) != UInt8(ascii: " "), offset: Int(item.task_mark_offset) - start)
    }
}

extension Span {
    /// - Parameter detail: the structure that belongs to the type, such as `MD_SPAN_A_DETAIL`.
    /// - Returns: nil for a type that this program's flags exclude.
    init?(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) {
        switch type {
        case MD_SPAN_EM: self = .emphasis
        case MD_SPAN_STRONG: self = .strong
        case MD_SPAN_DEL: self = .strikethrough
        case MD_SPAN_CODE: self = .code
        case MD_SPAN_A:
            let link = detail?.load(as: MD_SPAN_A_DETAIL.self)
            self = .link(address: link?.href.bytes ?? [], title: link?.title.bytes ?? [])
        case MD_SPAN_IMG:
            let image = detail?.load(as: MD_SPAN_IMG_DETAIL.self)
            self = .image(address: image?.src.bytes ?? [], title: image?.title.bytes ?? [])
        default: return nil
        }
    }
}

extension MD_ATTRIBUTE {
    /// The text with its character references decoded, in UTF-8.
    fileprivate var bytes: [UInt8] {
        guard let text, size > 0 else { return [] }
        var bytes: [UInt8] = []
        var part = 0
        while substr_offsets[part] < size {
            let range = Int(substr_offsets[part])..<Int(substr_offsets[part + 1])
            let piece = UnsafeRawBufferPointer(start: text + range.lowerBound, count: range.count)
            switch substr_types[part] {
            case MD_TEXT_ENTITY: CharacterReferences.append(piece, to: &bytes)
            case MD_TEXT_NULLCHAR: bytes.append(contentsOf: "\u{FFFD}".utf8)
            default: bytes.append(contentsOf: piece)
            }
            part += 1
        }
        return bytes
    }
}
