extension Run {
    /// A stage is settled, but it, or something above it, would run now.
    ///
    /// What a person skipped stays skipped.
    package func isOutdated(_ name: StageName, by plan: Plan) -> Bool {
        if isStale(name, by: plan) { return true }
        guard let stage = stage(name), stage.isSettled else { return false }
        if case .ended(.skipped) = stage.phase { return false }
        switch plan.check(of: name)?.verdict {
        case .follows, .restores, .blocked: return true
        case .frozen(let changes):
            // Other inputs alone are what it is frozen against; the rest is taken as it is now.
            return !changes.allSatisfy { change in
                [.dependency, .parameter, .always].contains(change.subject)
            }
        case .unchanged, .runs, nil: return false
        }
    }

    /// A stage is settled, but a fresh look says that it would run.
    ///
    /// What a person skipped stays skipped.
    package func isStale(_ name: StageName, by plan: Plan) -> Bool {
        guard let stage = stage(name), stage.isSettled else { return false }
        if case .ended(.skipped) = stage.phase { return false }
        let verdict = plan.check(of: name)?.verdict
        return verdict?.willRun == true && verdict?.isHabit != true
    }
}
