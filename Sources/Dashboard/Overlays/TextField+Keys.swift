import Terminal

extension TextField {
    /// Takes a key as an editor of one line does; keys that mean nothing here are left alone.
    mutating func press(_ key: Key) {
        if let scalar = key.text { return apply(.insert(String(Character(scalar)))) }
        let isWord = !key.modifiers.isDisjoint(with: [.alt, .control])
        switch key.code {
        case .backspace: apply(isWord ? .deleteWordBackward : .deleteBackward)
        case .delete: apply(.deleteForward)
        case .left: apply(isWord ? .wordLeft : .left)
        case .right: apply(isWord ? .wordRight : .right)
        case .home: apply(.home)
        case .end: apply(.end)
        case .character("a") where key.modifiers == .control: apply(.home)
        case .character("e") where key.modifiers == .control: apply(.end)
        case .character("h") where key.modifiers == .control: apply(.deleteBackward)
        case .character("k") where key.modifiers == .control: apply(.deleteToEnd)
        case .character("u") where key.modifiers == .control: apply(.deleteToStart)
        case .character("w") where key.modifiers == .control: apply(.deleteWordBackward)
        default: break
        }
    }

    /// Takes pasted text; line breaks become spaces.
    mutating func insert(pasted text: String) { apply(.insert(text)) }
}
