import HTTPValues
import Notes

/// Lists all tags.
struct TagsPage: PageContent {
    enum Name: Int, CaseIterable { case tags, isEmpty, isLate }

    static let templates = ["notes/tags.html"]

    let list: TagList

    var title: String { "Tags" }

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .tags ? TagItem.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .tags: .contexts(list.tags.map(TagItem.init))
        case .isEmpty: .flag(list.tags.isEmpty)
        case .isLate: .flag(!list.isUpToDate)
        }
    }
}

/// A tag in the list of all tags.
struct TagItem: TemplateContext {
    enum Name: Int, CaseIterable { case name, link, count, isOne }

    let tag: TagList.Tag

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .name: .text(tag.name)
        case .link: .text(links.list(ListPlace(search: "#" + tag.name)))
        case .count: .number(tag.count)
        case .isOne: .flag(tag.count == 1)
        }
    }
}
