import Domain

/// What differs between two values of a parameter, down to the keys that people wrote.
enum ParameterDifference {
    /// The changes, in the order of the new value's keys and then of those that are gone.
    ///
    /// Mappings are compared key by key; everything else is one value.
    static func changes(
        named name: String,
        from old: ParameterValue?,
        to new: ParameterValue?
    ) -> [Change] {
        guard old != new else { return [] }
        if case .mapping(let before) = old, case .mapping(let after) = new {
            return changes(named: name, from: before, to: after)
        }
        let change = Change(
            subject: .parameter,
            kind: old == nil ? .new : new == nil ? .deleted : .modified,
            name: name,
            old: old.map(FlowText.text),
            new: new.map(FlowText.text)
        )
        return [change]
    }

    private static func changes(
        named name: String,
        from before: [ParameterValue.Member],
        to after: [ParameterValue.Member]
    ) -> [Change] {
        let kept = after.flatMap { member in
            changes(
                named: "\(name).\(FlowText.text(of: member.key))",
                from: before.first { $0.key == member.key }?.value,
                to: member.value
            )
        }
        let gone = before.filter { member in !after.contains { $0.key == member.key } }
        return kept
            + gone.flatMap { member in
                changes(
                    named: "\(name).\(FlowText.text(of: member.key))",
                    from: member.value,
                    to: nil
                )
            }
    }
}
