import Domain

extension Verdict {
    /// The verdict on a stage in the light of the data that `.dvc` files track and that it reads.
    ///
    /// A stage that is unchanged otherwise waits until changed data is taken, as those below
    /// another stage do; data that is missing stops it.
    func with(_ sources: [TrackedLook]) -> Verdict {
        let problems = sources.flatMap(\.problems)
        switch self {
        case .frozen:
            return self
        case .blocked(let texts):
            return .blocked(texts + problems.filter { !texts.contains($0) })
        case .unchanged, .restores, .runs, .follows:
            guard problems.isEmpty else { return .blocked(problems) }
        }
        let names = sources.filter { !$0.changes.isEmpty }.map { StageName($0.file.path.text) }
        guard self == .unchanged, !names.isEmpty else { return self }
        return .follows(names)
    }
}
