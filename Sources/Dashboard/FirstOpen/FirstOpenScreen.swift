import Domain
import Terminal

/// The first look at a folder: what was found, before anything is run or written.
enum FirstOpenScreen: Screen {
    static func availability(of action: Action, in model: Model) -> Availability {
        switch action {
        case .open:
            if model.settings.isReadOnly { return .no("This screen is read-only.") }
            let isEmpty = model.project?.pipelines.isEmpty ?? true
            return isEmpty ? .no("There is no pipeline here to go on with.") : .yes
        default: return .absent
        }
    }

    static func perform(_ action: Action, in model: inout Model) -> [Request] {
        action == .open ? [.openProject] : []
    }

    static func click(_ region: RegionID, in model: inout Model) -> [Request] { [] }

    static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        let name = model.project?.name ?? ""
        return (
            StyledText(untrusted: name, .title) + StyledText(" · first look", .muted),
            StyledText("nothing was run or written", .muted)
        )
    }

    static func draw(_ model: Model, on canvas: inout Canvas) {
        guard let project = model.project else { return }
        if project.pipelines.isEmpty, project.mistakes.isEmpty {
            return EmptyState(
                "There is no pipeline in this folder",
                text: [
                    StyledText(untrusted: project.root, .muted),
                    "Write a dvc.yaml here, or go to a folder that has one.",
                    "'pitwall demo' opens a sample study to try things on.",
                ]
            ).draw(on: &canvas, in: canvas.bounds)
        }
        let width = min(canvas.width - (canvas.width > 80 ? 4 : 0), 100)
        let column = Rect(
            x: (canvas.width - width) / 2,
            y: canvas.height > 24 ? 1 : 0,
            width: width,
            height: canvas.height - (canvas.height > 24 ? 2 : 0)
        )
        canvas.within(column) { drawColumn(project, model, on: &$0) }
    }

    /// Below this height there is room for what would run and the next key only.
    private static let lowHeight = 16

    private static func drawColumn(
        _ project: ProjectSnapshot,
        _ model: Model,
        on canvas: inout Canvas
    ) {
        let facts = KeyValueList(
            [KeyValueList.Entry("folder", StyledText(untrusted: project.root))]
                + project.found.rows.map {
                    KeyValueList.Entry(
                        SafeText(untrusted: $0.label),
                        StyledText(untrusted: $0.text)
                    )
                }
        )
        let factLines = facts.lines(width: canvas.width - 4)
        let next = nextText(project, model).lines(width: canvas.width - 4)
        let plan = planLines(project, model, width: canvas.width - 4)
        // What was found gives way first: what would run and the next key matter more.
        let isLow = canvas.height < lowHeight
        let nextHeight = min(next.count + 2, max(4, canvas.height / (isLow ? 2 : 3)) + 1)
        let free = canvas.height - nextHeight
        let factHeight =
            isLow
            ? 0 : min(factLines.count + 2, max(4, free - min(plan.count + 2, free / 2)))
        let (top, rest) = canvas.bounds.splitTop(factHeight)
        drawPanel("What was found", factLines, on: &canvas, in: top)
        let planHeight = min(plan.count + 2, rest.height - nextHeight)
        let (middle, below) = rest.splitTop(max(0, planHeight))
        drawPanel("What would run", plan, on: &canvas, in: middle)
        let bottom = below.splitTop(min(nextHeight, below.height)).top
        drawPanel("Next", next, isFocused: true, on: &canvas, in: bottom)
    }

    /// A box with lines; where there are more than fit, the last says how many.
    private static func drawPanel(
        _ title: StyledText,
        _ lines: [StyledText],
        isFocused: Bool = false,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        guard rect.height >= 3 else { return }
        let inside = Panel(title, isFocused: isFocused).draw(on: &canvas, in: rect)
            .inset(left: 1, right: 1)
        var shown = lines
        if lines.count > inside.height {
            let left = lines.count - inside.height + 1
            shown =
                lines.prefix(inside.height - 1)
                + [StyledText(untrusted: "… \(left) lines more", .muted)]
        }
        Paragraph.draw(shown, on: &canvas, in: inside)
    }

    /// What would be up to date, stage by stage; mistakes first, with their places.
    private static func planLines(
        _ project: ProjectSnapshot,
        _ model: Model,
        width: Int
    ) -> [StyledText] {
        let mistakes = project.mistakes + project.lockMistakes
        var lines = mistakes.flatMap { mistake($0, width: width) }
        for pipeline in project.pipelines {
            if project.pipelines.count > 1 {
                lines.append(StyledText(untrusted: pipeline.name.text, .header))
            }
            lines += pipeline.mistakes.flatMap { mistake($0, width: width) }
            guard let definition = pipeline.definition else { continue }
            if definition.stages.isEmpty {
                lines.append(StyledText("there are no stages in it yet", .muted))
                continue
            }
            guard let plan = model.plans[pipeline.name] else {
                // Nothing is known of it before the locks are mended.
                guard project.lockMistakes.isEmpty else { continue }
                lines.append(StyledText(untrusted: "looking at \(definition.file)…", .muted))
                continue
            }
            let widest = plan.stages.map { SafeText(untrusted: $0.stage.short).width }.max() ?? 0
            let name = min(max(widest, 8), 24)
            lines += plan.stages.map { $0.line(width: name).truncated(to: width) }
        }
        return lines
    }

    private static func mistake(_ text: String, width: Int) -> [StyledText] {
        let lines = text.split(whereSeparator: \.isNewline)
        return lines.flatMap { line in
            (Status.failed.mark + StyledText(untrusted: " \(line)", Style(.failed)))
                .wrapped(to: width, indent: 2)
        }
    }

    private static func nextText(_ project: ProjectSnapshot, _ model: Model) -> Paragraph {
        var texts: [StyledText] = []
        if project.found.isForeign {
            texts.append(
                StyledText(
                    "This folder is another user's. Its stages are commands that would run as you.",
                    Style(.warning)
                )
            )
        }
        let isBroken =
            !project.lockMistakes.isEmpty
            || project.pipelines.allSatisfy { $0.definition == nil }
        if project.pipelines.isEmpty {
            texts.append(StyledText("Mend the mistakes and save; this screen follows by itself."))
        } else if model.settings.isReadOnly {
            texts.append(StyledText("This screen is read-only: it cannot go on from here.", .muted))
        } else {
            texts.append(
                StyledText("enter", .keyHint)
                    + StyledText(
                        isBroken
                            ? " goes on; nothing can run before the mistakes are mended."
                            : " goes on: the journal is kept in .pitwall; stages can be stepped."
                    )
            )
        }
        texts.append(StyledText("q", .keyHint) + StyledText(" leaves everything as it was."))
        return Paragraph(texts)
    }
}
