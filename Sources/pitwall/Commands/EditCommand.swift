import ArgumentParser
import Domain
import Engine
import Foundation

/// `pitwall edit`: a stage's parameters in the person's editor, written down in the journal.
struct EditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Edit a stage's parameters in your editor; says what became stale."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments

    @Argument(help: "The stage.")
    var stage: String

    func run() throws {
        let session = try ProjectSession(target)
        try session.refuseGuest("edits its files through Pitwall")
        let pipeline = try session.pipeline(choice.pipeline, holding: [stage])
        let name = try session.stage(stage, of: pipeline)
        guard let definition = pipeline.definition?.stage(name)?.definition,
            let source = definition.parameters.first
        else { throw Refusal(.notReady, "'\(stage)' has no parameters.") }
        let path = definition.folder.appending(source.path)
        let editing = FileEditing(root: session.root, describe: session.local.describeEdit)
        var status: Int32 = 0
        let outcome = try editing.edit(path, line: nil) { launch in
            status = try Foreground.run(launch)
        }
        guard let edit = outcome else {
            guard status == 0 else {
                throw CommandFailure(
                    description: "The editor ended with exit status \(status);"
                        + " '\(path)' is as it was."
                )
            }
            return Output.line("'\(path)' is as it was.")
        }
        Output.line(try session.ask(.recordEdit(pipeline.name, edit)).text)
        let plan = try session.reading.plan(
            of: pipeline.name,
            selection: .all,
            options: StartOptions()
        )
        PlanText.lines(of: plan).forEach(Output.line)
    }
}
