/// What commands say of a project, checked so that nothing is timed that does not do its work.
enum Answer {
    private static let shownBytes = 1_000

    /// Fails where `pitwall plan` would run anything.
    static func nothingToRun(_ spending: Spending) throws {
        guard spending.output.contains("everything is up to date") else {
            let text = spending.output.suffix(shownBytes)
            throw SpeedFailure("'pitwall plan' does not find everything up to date:\n\(text)")
        }
    }

    /// Fails where `dvc status --json` found anything changed.
    static func upToDate(_ spending: Spending) throws {
        let answer = spending.output.split(separator: "\n").last ?? ""
        guard answer == "{}" else {
            let text = answer.suffix(shownBytes)
            throw SpeedFailure("'dvc status' does not find everything up to date: \(text)")
        }
    }
}
