import Domain
import Terminal

extension Overlays {
    static func draw(_ overlay: Overlay, _ model: Model, on canvas: inout Canvas) {
        switch overlay {
        case .help(let help): HelpSheet.draw(help, model, on: &canvas)
        case .palette(let palette): draw(palette, model, on: &canvas)
        case .menu(let menu): draw(menu, model, on: &canvas)
        case .confirm(let confirmation): draw(confirmation, on: &canvas)
        case .prompt(let prompt): draw(prompt, model, on: &canvas)
        case .choose(let choice): draw(choice, on: &canvas)
        case .columns(let columns): columns.draw(model, on: &canvas)
        case .plan(let sheet): PlanDrawing.draw(sheet, model, on: &canvas)
        case .why(let sheet): WhyDrawing.draw(sheet, model, on: &canvas)
        case .trace(let sheet): TraceDrawing.draw(sheet, model, on: &canvas)
        }
    }

    /// The keys that answer a box, for its lower edge.
    static func footer(_ parts: [(keys: SafeText, label: SafeText)]) -> StyledText {
        var text = StyledText()
        for part in parts {
            if !text.isEmpty { text.append("  ") }
            text.append(part.keys, .keyHint)
            text.append(" " + part.label, .muted)
        }
        return text
    }

    private static func draw(_ menu: MenuOverlay, _ model: Model, on canvas: inout Canvas) {
        let items = menu.entries(model).map { entry in
            let key = model.settings.keyMap.keys(of: entry.action).first
            var reason: SafeText?
            switch Dispatch.availability(of: entry.action, in: model) {
            case .yes: reason = nil
            case .no(let why): reason = why
            case .absent: reason = "Not here."
            }
            return Menu.Item(
                key: SafeText(untrusted: key?.description ?? " "),
                label: entry.label,
                reason: reason
            )
        }
        let list = Menu(items, state: ListState(selection: menu.cursor))
        var title = StyledText(menu.scope == .runMenu ? "Run" : "Act", .title)
        if let subject = model.subject {
            title.append(
                SafeText(untrusted: " · \((subject.stage?.short) ?? subject.pipeline.name.text)"),
                .muted
            )
        }
        if model.place == .runs, let run = model.runs.selected?.run {
            title.append(SafeText(untrusted: " · \(run.name)").truncated(to: 40), .muted)
        }
        if model.place == .models, let what = ModelsScreen.actSubject(model) {
            title.append(SafeText(untrusted: " · \(what)").truncated(to: 40), .muted)
        }
        let size = list.size
        Dialog(
            title,
            content: Size(width: max(size.width, 34) + 2, height: size.height),
            footer: footer([
                ("letter", menu.scope == .runMenu ? "shows the plan" : "does it"),
                ("esc", "leaves"),
            ])
        ).draw(on: &canvas) { canvas in
            _ = list.draw(on: &canvas, in: canvas.bounds.inset(left: 1, right: 1))
            registerRows(items.count, on: &canvas)
        }
    }

    private static func draw(_ confirmation: Confirmation, on canvas: inout Canvas) {
        let width = min(68, canvas.width - 8)
        let text = Paragraph(confirmation.paragraphs.map { StyledText($0) })
        let lines = text.lines(width: width - 2)
        let answers = confirmation.answers
        Dialog(
            StyledText(confirmation.title, .title),
            content: Size(width: width, height: lines.count + 1 + answers.count),
            role: .warning,
            footer: footer([("arrows", "choose"), ("enter", "takes it"), ("esc", "leaves")])
        ).draw(on: &canvas) { canvas in
            Paragraph.draw(lines, on: &canvas, in: canvas.bounds.inset(left: 1, right: 1))
            for (index, answer) in answers.enumerated() {
                let row = Rect(x: 0, y: lines.count + 1 + index, width: canvas.width, height: 1)
                let isChosen = index == confirmation.choice
                if isChosen { canvas.fill(row, style: .ground(.selection)) }
                let style = isChosen ? Style(.selectionText, on: .selection, .bold) : .text
                canvas.draw(isChosen ? "▸ " : "  ", at: Point(x: 1, y: row.y), style)
                canvas.draw(answer, at: Point(x: 3, y: row.y), style)
                canvas.region(RegionID(RegionID.choiceName, index), row)
            }
        }
    }

    private static func draw(
        _ prompt: PromptOverlay,
        _ model: Model,
        on canvas: inout Canvas
    ) {
        let width = min(72, canvas.width - 8)
        Dialog(
            StyledText(prompt.title, .title),
            content: Size(width: width, height: 3),
            footer: footer([("enter", "accepts"), ("esc", "leaves")])
        ).draw(on: &canvas) { canvas in
            let inside = canvas.bounds.inset(left: 1, right: 1)
            prompt.field.draw(on: &canvas, in: Rect(x: 1, y: 0, width: inside.width, height: 3))
            let line = model.notice?.text ?? prompt.hint
            let style = model.notice == nil ? Style.muted : Style(.warning)
            canvas.draw(line, at: Point(x: 1, y: 2), width: inside.width, style)
        }
    }

    private static func draw(_ choice: FileChoice, on canvas: inout Canvas) {
        let width = min(60, canvas.width - 8)
        Dialog(
            StyledText("Edit which parameters?", .title),
            content: Size(width: width, height: choice.files.count),
            footer: footer([("enter", "edits"), ("esc", "leaves")])
        ).draw(on: &canvas) { canvas in
            for (index, file) in choice.files.enumerated() {
                let row = Rect(x: 0, y: index, width: canvas.width, height: 1)
                let isChosen = index == choice.cursor
                if isChosen { canvas.fill(row, style: .ground(.selection)) }
                canvas.draw(
                    SafeText(untrusted: file.text),
                    at: Point(x: 2, y: index),
                    width: canvas.width - 3,
                    isChosen ? Style(.selectionText, on: .selection) : .text
                )
                canvas.region(RegionID(RegionID.choiceName, index), row)
            }
        }
    }

    private static func draw(
        _ palette: PaletteOverlay,
        _ model: Model,
        on canvas: inout Canvas
    ) {
        let entries = palette.entries(model)
        let height = min(16, canvas.height - 6)
        Dialog(
            StyledText("Commands", .title),
            content: Size(width: min(90, canvas.width - 6), height: height),
            footer: footer([("enter", "does it"), ("esc", "leaves")])
        ).draw(on: &canvas) { canvas in
            palette.field.draw(
                on: &canvas,
                in: Rect(x: 1, y: 0, width: canvas.width - 2, height: 1)
            )
            let list = Rect(x: 0, y: 2, width: canvas.width, height: canvas.height - 2)
            let state = ListState(selection: palette.cursor)
            let table = Table(
                columns: [
                    TableColumn("KEY", minimum: 6), TableColumn("ACTION", minimum: 12),
                    TableColumn("", minimum: 10, fills: true),
                ],
                rows: entries.map { row(of: $0, model) },
                showsHeader: false,
                region: RegionID.choiceName
            )
            let bar = table.draw(on: &canvas, in: list, state: state)
            bar.draw(on: &canvas, x: canvas.width - 1, y: list.y, height: list.height)
            if entries.isEmpty {
                canvas.draw("No action has these words.", at: Point(x: 2, y: 2), .muted)
            }
        }
    }

    private static func row(of entry: ActionEntry, _ model: Model) -> TableRow {
        let prefix: SafeText =
            switch entry.scope {
            case .everywhere, .replay: ""
            case .runMenu: "r "
            case .actMenu: "a "
            }
        let key = model.settings.keyMap.keys(of: entry.action).first?.description ?? ""
        var help = StyledText(entry.help, .muted)
        var style = Style.text
        switch Dispatch.availability(of: entry.action, in: model) {
        case .yes: break
        case .no(let reason):
            help = StyledText(reason, .disabled)
            style = .disabled
        case .absent:
            help = StyledText("Not on this screen.", .disabled)
            style = .disabled
        }
        return TableRow(
            [
                StyledText(prefix + SafeText(untrusted: key), .keyHint),
                StyledText(untrusted: entry.action.rawValue), help,
            ],
            style: style
        )
    }

    private static func registerRows(_ count: Int, on canvas: inout Canvas) {
        for index in 0..<count {
            canvas.region(
                RegionID(RegionID.choiceName, index),
                Rect(x: 0, y: index, width: canvas.width, height: 1)
            )
        }
    }
}
