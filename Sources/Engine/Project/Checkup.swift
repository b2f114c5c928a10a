/// What was looked at to see whether a project can work, and what to do where it cannot.
package struct Checkup: Hashable, Encodable, Sendable {
    package enum State: String, Hashable, Encodable, Sendable {
        case well
        /// Worth knowing; nothing is wrong.
        case note
        case wrong
    }

    /// One thing that was looked at.
    package struct Item: Hashable, Encodable, Sendable {
        /// What was looked at, in a word or two.
        package let name: String
        package let state: State
        /// How it stands, in a sentence or less.
        package let text: String
        /// What to do; nil where there is nothing to do.
        package let remedy: String?

        package init(_ name: String, _ state: State, _ text: String, remedy: String? = nil) {
            self.name = name
            self.state = state
            self.text = text
            self.remedy = remedy
        }
    }

    package let items: [Item]

    package init(items: [Item]) {
        self.items = items
    }

    package var isWell: Bool { items.allSatisfy { $0.state != .wrong } }
}

/// Sizes and counts as people read them.
enum Amount {
    /// `812 bytes`, `14 KB`, `2.3 GB`, in powers of 1,000.
    static func bytes(_ count: Int64) -> String {
        guard count >= 1_000 else { return counted(Int(count), "byte") }
        var value = Double(count)
        var unit = ""
        for next in ["KB", "MB", "GB", "TB", "PB"] where value >= 999.5 {
            value /= 1_000
            unit = next
        }
        let tenths = (value * 10).rounded()
        let isWhole = value >= 9.95 || tenths.truncatingRemainder(dividingBy: 10) == 0
        return isWhole ? "\(Int(value.rounded())) \(unit)" : "\(tenths / 10) \(unit)"
    }

    static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
