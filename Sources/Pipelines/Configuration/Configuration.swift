package import Domain

/// What `pitwall.yaml` says; without the file, nothing but defaults.
package struct Configuration: Hashable, Sendable {
    /// The file's name at the root of the project.
    package static let path: ProjectPath = "pitwall.yaml"

    /// Nil where nobody but its user may use the project's engine.
    package var share: SharedGroup?
    package var shell: ShellSettings
    /// Nil where nothing is said: what the project has then decides.
    package var tracking: TrackingChoice?
    /// In the order written.
    package var secrets: [SecretDefinition]
    /// In the order written.
    package var pipelines: [PipelineEntry]
    /// Who is who, and which aliases are protected.
    package var promotionRules: PromotionRules
    /// In the order written.
    package var stages: [StageRule]
    package var limits: Limits

    package init(
        share: SharedGroup? = nil,
        shell: ShellSettings = ShellSettings(),
        tracking: TrackingChoice? = nil,
        secrets: [SecretDefinition] = [],
        pipelines: [PipelineEntry] = [],
        promotionRules: PromotionRules = PromotionRules(),
        stages: [StageRule] = [],
        limits: Limits = Limits()
    ) {
        self.share = share
        self.shell = shell
        self.tracking = tracking
        self.secrets = secrets
        self.pipelines = pipelines
        self.promotionRules = promotionRules
        self.stages = stages
        self.limits = limits
    }

    /// The settings of a stage in the pipeline whose definition is `definition`.
    ///
    /// Each key is taken from the most exact rule that has it; of equally exact ones the later.
    package func settings(
        for stage: StageName,
        in definition: ProjectPath = "dvc.yaml"
    ) -> StageSettings {
        let matches = stages.enumerated().compactMap { index, rule in
            rule.pattern.exactness(for: stage, in: definition).map { ($0, index) }
        }
        var settings = StageSettings()
        for (_, index) in matches.sorted(by: <) { stages[index].overrides.apply(to: &settings) }
        return settings
    }
}

/// A pipeline as `pitwall.yaml` declares it.
package struct PipelineEntry: Hashable, Sendable {
    /// A target and where it stands.
    package struct Target: Hashable, Sendable {
        package let text: String
        package let place: SourcePlace

        package init(text: String, place: SourcePlace) {
            self.text = text
            self.place = place
        }
    }

    package let name: PipelineName
    package let place: SourcePlace
    /// The `dvc.yaml` it is defined in; nil for the root's.
    package let definition: ProjectPath?
    package let definitionPlace: SourcePlace?
    /// Nil for every stage of the definition.
    package let targets: [Target]?
    package let level: AutomationLevel

    package init(
        name: PipelineName,
        place: SourcePlace,
        definition: ProjectPath? = nil,
        definitionPlace: SourcePlace? = nil,
        targets: [Target]? = nil,
        level: AutomationLevel = .manual
    ) {
        self.name = name
        self.place = place
        self.definition = definition
        self.definitionPlace = definitionPlace
        self.targets = targets
        self.level = level
    }
}

/// Where stages log to with MLflow.
package enum TrackingChoice: String, Hashable, Sendable {
    /// Wherever they would without Pitwall.
    case keep
    /// To the project's engine.
    case own
}

/// What all running stages together may take.
package struct Limits: Hashable, Sendable {
    /// Cores; nil for as many as the machine has.
    package var cpus: Double?

    package init(cpus: Double? = nil) {
        self.cpus = cpus
    }
}
