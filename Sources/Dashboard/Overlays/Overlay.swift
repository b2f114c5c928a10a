package import Domain

/// Something that lies over the screen and takes the keys.
package enum Overlay: Sendable {
    case help(HelpOverlay)
    case palette(PaletteOverlay)
    case menu(MenuOverlay)
    case confirm(Confirmation)
    case prompt(PromptOverlay)
    case choose(FileChoice)
    case columns(ColumnsOverlay)
    case plan(PlanSheet)
    case why(WhySheet)
    case trace(TraceSheet)
}

/// The keys of all screens, scrolled.
package struct HelpOverlay: Sendable {
    package var top = 0
}

/// The letters of the run menu or the act menu.
package struct MenuOverlay: Sendable {
    package let scope: ActionEntry.Scope
    package var cursor = 0

    package init(scope: ActionEntry.Scope) {
        self.scope = scope
    }

    /// What the menu offers; of acts those that belong here, also where they cannot be done now.
    func entries(_ model: Model) -> [ActionEntry] {
        ActionTable.entries.filter { entry in
            entry.scope == scope
                && (scope != .actMenu
                    || Dispatch.availability(of: entry.action, in: model) != .absent)
        }
    }
}

/// Parameter files of which one is to be edited.
package struct FileChoice: Sendable {
    package let pipeline: PipelineName
    package let files: [ProjectPath]
    package var cursor = 0

    package init(pipeline: PipelineName, files: [ProjectPath]) {
        self.pipeline = pipeline
        self.files = files
    }
}

/// What would run, and why.
package struct PlanSheet: Sendable {
    /// An output that a run would take away for good.
    package struct Loss: Hashable, Sendable {
        package let stage: StageName
        package let replacement: Replacement
    }

    package let plan: Plan
    package let selection: Selection
    package let options: StartOptions
    package var top = 0

    package init(plan: Plan, selection: Selection, options: StartOptions) {
        self.plan = plan
        self.selection = selection
        self.options = options
    }
}

/// Why a stage stands as it does.
package struct WhySheet: Sendable {
    package let stage: StageName
    package var top = 0

    package init(stage: StageName) {
        self.stage = stage
    }
}

/// A question with no and yes; it starts on no.
package struct Confirmation: Sendable {
    /// What is asked about.
    package enum Matter: Sendable {
        case cancel(RunID, StageName?)
        case close(Run)
        case lose(PipelineName, Selection, StartOptions, [PlanSheet.Loss])
        case quit([Run])
    }

    package let matter: Matter
    /// 0 is the safe answer.
    package var choice = 0

    package init(_ matter: Matter) {
        self.matter = matter
    }

    package static func cancel(_ run: RunID, _ stage: StageName?) -> Confirmation {
        Confirmation(.cancel(run, stage))
    }

    package static func close(_ run: Run) -> Confirmation { Confirmation(.close(run)) }

    package static func lose(
        _ pipeline: PipelineName,
        _ selection: Selection,
        _ options: StartOptions,
        _ losses: [PlanSheet.Loss]
    ) -> Confirmation {
        Confirmation(.lose(pipeline, selection, options, losses))
    }

    package static func quit(_ runs: [Run]) -> Confirmation { Confirmation(.quit(runs)) }
}
