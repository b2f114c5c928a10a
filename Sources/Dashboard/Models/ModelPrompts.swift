import Domain
import Terminal

/// What is asked for before something of a model is changed.
enum ModelPrompts {
    static func subject(_ name: ModelName, _ number: Int?) -> SafeText {
        SafeText(untrusted: number.map { "\(ModelVersionID(name, $0))" } ?? "'\(name)'")
    }

    static func aliasHint(_ aliases: [ModelAlias]) -> SafeText {
        guard !aliases.isEmpty else { return "A name such as candidate; it moves here." }
        let names = aliases.map { "@\($0)" }.joined(separator: ", ")
        return SafeText(untrusted: "Another name moves here; \(names) is taken away.")
    }

    static func eraseHint(_ name: ModelName, _ number: Int?) -> SafeText {
        let what = number == nil ? "All its versions and aliases go" : "Its aliases go"
        let words = "\(what); files stay. Type \(typed(name, number))"
        return SafeText(untrusted: words)
    }

    /// What is typed to delete it.
    private static func typed(_ name: ModelName, _ number: Int?) -> String {
        number.map { "v\($0)" } ?? name.text
    }

    /// What the text leads to; nil where it is not enough.
    static func requests(for purpose: PromptOverlay.Purpose, _ text: String) -> [Request]? {
        switch purpose {
        case .describeModel(let name, let number?):
            return [.send(.register(.describeVersion(ModelVersionID(name, number), text)))]
        case .describeModel(let name, nil): return [.send(.register(.describeModel(name, text)))]
        case .alias(let id, let aliases):
            guard mistake(in: text, of: purpose) == nil else { return nil }
            let alias = ModelAlias(text.hasPrefix("@") ? String(text.dropFirst()) : text)
            let isThere = aliases.contains(alias)
            return [.send(.register(isThere ? .dropAlias(id.model, alias) : .setAlias(alias, id)))]
        case .eraseModel(let name, let number):
            guard mistake(in: text, of: purpose) == nil else { return nil }
            guard let number else { return [.send(.register(.deleteModel(name)))] }
            return [.send(.register(.deleteVersion(ModelVersionID(name, number))))]
        default: return nil
        }
    }

    /// Why a text is not taken.
    static func mistake(in text: String, of purpose: PromptOverlay.Purpose) -> SafeText? {
        switch purpose {
        case .alias:
            do throws(Refusal) {
                _ = try ModelAlias(checking: text.hasPrefix("@") ? String(text.dropFirst()) : text)
                return nil
            } catch {
                return SafeText(untrusted: error.text)
            }
        case .eraseModel(let name, let number):
            let wanted = typed(name, number)
            return text.utf8.elementsEqual(wanted.utf8)
                ? nil : SafeText(untrusted: "Type \(wanted) to delete it; esc keeps it.")
        default: return nil
        }
    }
}
