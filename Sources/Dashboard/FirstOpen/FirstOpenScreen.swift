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
                    "Write a dvc.yaml with stages here, or go to a folder that has one.",
                    "'pitwall demo' opens a sample study to try things on.",
                ]
            ).draw(on: &canvas, in: canvas.bounds)
        }
        let width = min(canvas.width - 4, 100)
        let column = Rect(
            x: (canvas.width - width) / 2,
            y: canvas.height > 24 ? 1 : 0,
            width: width,
            height: canvas.height - (canvas.height > 24 ? 2 : 0)
        )
        canvas.within(column) { drawColumn(project, model, on: &$0) }
    }

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
        let factLines = facts.lines(width: canvas.width - 4).count
        let (top, rest) = canvas.bounds.splitTop(min(factLines + 2, canvas.height / 2))
        let inside = Panel("What was found").draw(on: &canvas, in: top)
        facts.draw(on: &canvas, in: inside.inset(left: 1, right: 1))
        let next = nextText(project)
        let (middle, bottom) = rest.splitBottom(min(next.height(width: canvas.width - 4) + 2, 8))
        drawPlan(project, model, on: &canvas, in: middle)
        let place = Panel("Next", isFocused: true).draw(on: &canvas, in: bottom)
        next.draw(on: &canvas, in: place.inset(left: 1, right: 1))
    }

    /// What would be up to date, stage by stage.
    private static func drawPlan(
        _ project: ProjectSnapshot,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        guard rect.height >= 3 else { return }
        let inside = Panel("What would run").draw(on: &canvas, in: rect)
        var lines: [StyledText] = project.mistakes.map {
            StyledText(untrusted: $0, Style(.failed))
        }
        for pipeline in project.pipelines {
            lines += pipeline.mistakes.map { StyledText(untrusted: $0, Style(.failed)) }
            guard let definition = pipeline.definition else { continue }
            guard let plan = model.plans[pipeline.name] else {
                lines.append(
                    StyledText(untrusted: "\(pipeline.name): looking at \(definition.file)…", .muted)
                )
                continue
            }
            lines += plan.stages.map { $0.line(width: 14) }
        }
        for (index, line) in lines.prefix(inside.height).enumerated() {
            canvas.draw(
                line.truncated(to: inside.width - 2),
                at: Point(x: inside.x + 1, y: inside.y + index)
            )
        }
    }

    private static func nextText(_ project: ProjectSnapshot) -> Paragraph {
        var texts: [StyledText] = []
        if project.found.isForeign {
            texts.append(
                StyledText(
                    "This folder belongs to another user. Its stages are commands that would run as you.",
                    Style(.warning)
                )
            )
        }
        texts.append(
            StyledText("enter", .keyHint)
                + StyledText(
                    " goes on: Pitwall keeps its journal in .pitwall here, and stages can be stepped."
                )
        )
        texts.append(StyledText("q", .keyHint) + StyledText(" leaves everything as it was."))
        return Paragraph(texts)
    }
}
