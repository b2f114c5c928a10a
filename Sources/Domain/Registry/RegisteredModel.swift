/// A model by its name, with all its versions.
package struct RegisteredModel: Hashable, Codable, Sendable {
    package let name: ModelName
    package var text: String
    package var tags: KeyedTexts
    package let createdAt: Milliseconds
    package var updatedAt: Milliseconds
    /// Which version each alias points to.
    package var aliases: [Alias]
    /// The highest number that was ever given.
    package var lastNumber: Int
    /// It is kept for its numbers alone, or its name was given up for another.
    package var isDeleted: Bool
    /// Those that are not deleted, in the order of their numbers.
    package var versions: [ModelVersion]

    /// An alias and where it points.
    package struct Alias: Hashable, Codable, Sendable {
        package let name: ModelAlias
        package var number: Int
        /// Where it pointed before, the last one at the end.
        package var former: [Int]

        package init(_ name: ModelAlias, _ number: Int, former: [Int] = []) {
            self.name = name
            self.number = number
            self.former = former
        }
    }

    package init(
        name: ModelName,
        text: String = "",
        tags: KeyedTexts = KeyedTexts(),
        createdAt: Milliseconds,
        lastNumber: Int = 0
    ) {
        self.name = name
        self.text = text
        self.tags = tags
        self.createdAt = createdAt
        updatedAt = createdAt
        aliases = []
        self.lastNumber = lastNumber
        isDeleted = false
        versions = []
    }

    package func version(_ number: Int) -> ModelVersion? {
        place(of: number).map { versions[$0] }
    }

    /// The version that an alias points to.
    package func version(of alias: ModelAlias) -> ModelVersion? {
        aliases.first { $0.name == alias }.flatMap { version($0.number) }
    }

    /// The version an alias pointed to before, of those that are still there.
    package func former(of alias: ModelAlias) -> Int? {
        guard let alias = aliases.first(where: { $0.name == alias }) else { return nil }
        return alias.former.last { $0 != alias.number && version($0) != nil }
    }

    /// The aliases that point to a version, in the order of their names.
    package func aliases(of number: Int) -> [ModelAlias] {
        aliases.filter { $0.number == number }.map(\.name)
    }

    func place(of number: Int) -> Int? {
        versions.firstIndex { $0.number == number }
    }
}

/// One version of a registered model: where it lies and where it came from.
package struct ModelVersion: Hashable, Codable, Sendable {
    package let number: Int
    /// Where it lies, as it was given: `models:/m-…`, `runs:/…/model` or an artifact's address.
    package let source: String
    /// The tracked run that made it.
    package let run: TrackedRunID?
    /// The logged model that it is.
    package let loggedModel: String?
    package let runLink: String
    /// The attempt whose script registered it; nil for one registered outside of a pipeline.
    package let attempt: AttemptID?
    package let createdAt: Milliseconds
    package let createdBy: Actor
    package var updatedAt: Milliseconds
    package var text: String
    package var tags: KeyedTexts
    package var stage: ModelStage
    /// Something was said of it since it was made.
    package var isTouched: Bool

    /// Whether a request asks for just this version, of which nothing was said since.
    func isMade(by creation: ModelVersionCreation) -> Bool {
        !isTouched && attempt == creation.attempt && run == creation.run
            && loggedModel == creation.loggedModel && tags == KeyedTexts(creation.tags)
            && [source, runLink, text] == [creation.source, creation.runLink, creation.text]
    }

    package init(_ creation: ModelVersionCreation, by actor: Actor, at now: Milliseconds) {
        number = creation.number
        source = creation.source
        run = creation.run
        loggedModel = creation.loggedModel
        runLink = creation.runLink
        attempt = creation.attempt
        createdAt = now
        createdBy = actor
        updatedAt = now
        text = creation.text
        tags = KeyedTexts(creation.tags)
        stage = .none
        isTouched = false
    }
}

/// What a version begins with.
package struct ModelVersionCreation: Hashable, Codable, Sendable {
    package let model: ModelName
    /// Given where it is decided on; 0 until then.
    package let number: Int
    package let source: String
    package let run: TrackedRunID?
    package let loggedModel: String?
    package let runLink: String
    package let text: String
    package let tags: [KeyedTexts.Entry]
    package let attempt: AttemptID?

    package init(
        model: ModelName,
        number: Int = 0,
        source: String,
        run: TrackedRunID? = nil,
        loggedModel: String? = nil,
        runLink: String = "",
        text: String = "",
        tags: [KeyedTexts.Entry] = [],
        attempt: AttemptID? = nil
    ) {
        self.model = model
        self.number = number
        self.source = source
        self.run = run
        self.loggedModel = loggedModel
        self.runLink = runLink
        self.text = text
        self.tags = tags
        self.attempt = attempt
    }

    func numbered(_ number: Int) -> ModelVersionCreation {
        ModelVersionCreation(
            model: model,
            number: number,
            source: source,
            run: run,
            loggedModel: loggedModel,
            runLink: runLink,
            text: text,
            tags: tags,
            attempt: attempt
        )
    }
}
