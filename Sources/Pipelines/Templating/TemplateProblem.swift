/// Why a template has no value, in one or two sentences.
struct TemplateProblem: Error, Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}
