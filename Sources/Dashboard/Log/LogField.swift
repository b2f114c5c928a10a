package import Terminal

/// The line in which a text to find or to filter by is typed.
package struct LogField: Sendable {
    /// What the text is for.
    package enum Kind: Hashable, Sendable {
        case find
        case filter
    }

    package let kind: Kind
    package var field: TextField
    /// Why what was typed cannot be taken.
    package var mistake: SafeText?

    package init(_ kind: Kind, text: String = "") {
        self.kind = kind
        field = TextField(text)
    }

    var label: SafeText {
        switch kind {
        case .find: "find"
        case .filter: "filter"
        }
    }

    /// How texts are read, shown while nothing is wrong.
    var hint: SafeText { "re:… is an expression; capitals count" }
}
