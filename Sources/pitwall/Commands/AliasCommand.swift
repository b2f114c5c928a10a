import ArgumentParser
import Domain

/// `pitwall alias`: lets an alias point to a version of a model, or takes it away.
struct AliasCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alias",
        abstract: "Let an alias point to a version of a model, or take it away with --drop.",
        discussion: "alias loan v3 candidate; alias loan candidate --drop"
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Take the alias away.")
    var drop = false

    @Argument(help: "A model.")
    var model: String

    @Argument(help: "A version, v3, 3 or @candidate, and the alias; with --drop the alias alone.")
    var words: [String]

    func validate() throws {
        guard words.count == (drop ? 1 : 2) else {
            throw ValidationError(
                drop
                    ? "With --drop name a model and one alias: alias loan candidate --drop"
                    : "Name a model, a version and an alias: alias loan v3 candidate"
            )
        }
    }

    func run() throws {
        let session = try ProjectSession(target)
        let shelf = try ModelShelf(session.reading)
        let found = try shelf.model(named: model)
        let name = words.last ?? ""
        let alias = try ModelAlias(checking: name.hasPrefix("@") ? String(name.dropFirst()) : name)
        let command: RegistryCommand
        if drop {
            _ = try shelf.version("@\(alias)", of: found)
            command = .dropAlias(found.name, alias)
        } else {
            let version = try shelf.version(words[0], of: found)
            command = .setAlias(alias, ModelVersionID(found.name, version.number))
        }
        try session.register(command, json: output.json)
    }
}

/// `pitwall erase`: deletes a version or a model.
struct EraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Delete a version of a model, or a model, for good; files stay."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "A model.")
    var model: String

    @Argument(help: "A version of it, v3, 3 or @candidate; the whole model without.")
    var version: String?

    func run() throws {
        let session = try ProjectSession(target)
        let shelf = try ModelShelf(session.reading)
        let found = try shelf.model(named: model)
        guard let version else {
            return try session.register(.deleteModel(found.name), json: output.json)
        }
        let number = try shelf.version(version, of: found).number
        let id = ModelVersionID(found.name, number)
        try session.register(.deleteVersion(id), json: output.json)
    }
}

extension ProjectSession {
    /// Sends what changes the registry, and prints what came of it.
    fileprivate func register(_ command: RegistryCommand, json: Bool) throws {
        let reply = try ask(.register(command))
        guard json else { return Output.line(reply.text) }
        try Output.json(RegistryReply(position: reply.position.number, text: reply.text))
    }
}

/// What came of a change of the registry, as `--json` prints it.
private struct RegistryReply: Encodable {
    let position: Int64
    let text: String
}
