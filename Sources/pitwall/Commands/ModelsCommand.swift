import ArgumentParser
import Dashboard
import Domain
import Engine
import Foundation
import Terminal

/// `pitwall models`: registered models, their versions and aliases, now or at a moment.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Show registered models, the versions of one, or one version.",
        discussion: """
            A version is named by its number, as 3 or v3, or by an alias, as @production. Changes \
            of metrics are against the champion: the version of @production, or of the alias that \
            was set last.
            """
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Option(
        name: .long,
        help: "As it was then: a time such as '2026-05-03 14:05' or 14:05, or a span ago."
    )
    var at: String?

    @Argument(help: "A model; all without.")
    var model: String?

    @Argument(help: "A version of it: v3, 3 or @production.")
    var version: String?

    func run() throws {
        let session = try ProjectSession(target)
        let shelf = try ModelShelf(session.reading, at: try at.map(moment))
        guard let model else { return try printAll(of: shelf) }
        let found = try shelf.model(named: model)
        guard let version else { return try printModel(found, of: shelf) }
        try printVersion(try shelf.version(version, of: found), of: found, of: shelf)
    }

    private func moment(_ text: String) throws -> Date {
        guard let date = TimeArgument.date(text, before: SystemClock().now, .current) else {
            throw Refusal(
                .badInput,
                "'\(text)' is no time that is understood. Write \(TimeArgument.examples)."
            )
        }
        return date
    }

    private func printAll(of shelf: ModelShelf) throws {
        if output.json { return try Output.json(shelf.models.map { ModelReport($0, of: shelf) }) }
        printMoment(of: shelf)
        if shelf.models.isEmpty {
            let then = shelf.moment == nil ? "yet" : "then"
            Output.line(
                "No model was registered \(then). A script registers one with "
                    + "mlflow.register_model, or with registered_model_name where it logs it."
            )
        }
        for line in ModelsText.lines(of: shelf.models) { Output.line(line) }
    }

    private func printModel(_ model: RegisteredModel, of shelf: ModelShelf) throws {
        let versions = try shelf.facts(of: model)
        if output.json {
            return try Output.json(ModelReport(model, of: shelf, versions: versions))
        }
        printMoment(of: shelf)
        for line in ModelsText.lines(of: model, versions, shelf) { Output.line(line) }
    }

    private func printVersion(
        _ version: ModelVersion,
        of model: RegisteredModel,
        of shelf: ModelShelf
    ) throws {
        let facts = try shelf.facts(of: version, in: model)
        if output.json { return try Output.json(VersionReport(facts, of: model)) }
        printMoment(of: shelf)
        let lineage = try shelf.reading.lineage(of: version, in: model)
        for line in ModelsText.lines(of: facts, lineage, in: model) { Output.line(line) }
    }

    private func printMoment(of shelf: ModelShelf) {
        guard let moment = shelf.moment else { return }
        let time = LocalTime(moment, in: .current)
        Output.line("As of \(time.dateText) \(time.secondText):")
    }
}
