package import Domain

/// The way out of a lock that cannot be read.
enum LockAdvice {
    static let command = "pitwall run --force"
    static let effect = "which writes it anew with the records that can be read"
}

extension InputMistakes {
    /// The same mistakes of a lock, where the advice has to say which pipeline is meant.
    package func advising(_ pipeline: PipelineName) -> InputMistakes {
        let word = pipeline.text.contains(" ") ? "\"\(pipeline)\"" : pipeline.text
        let named = LockAdvice.command.replacing(" run ", with: " run -l \(word) ")
        return InputMistakes(
            list.map { mistake in
                let text = mistake.text.replacing(LockAdvice.command, with: named)
                return mistake.hasLine
                    ? InputMistake(mistake.place, text, others: mistake.others)
                    : InputMistake(file: mistake.place.file, text)
            }
        )
    }
}
