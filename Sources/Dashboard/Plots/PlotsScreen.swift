import Domain
import Terminal

/// The metrics and plots of a pipeline: a grid of panels, one of them zoomed with enter.
enum PlotsScreen: Screen {
    static let region = "plot"

    /// What is asked for when the person comes here, and whenever something changed.
    static func request(_ name: PipelineName) -> Request { .read(.plots(name)) }

    /// The pipeline that is shown.
    static func name(_ model: Model) -> PipelineName? {
        guard case .plots(let name) = model.place else { return nil }
        return name
    }

    static func screen(_ model: Model) -> PlotsModel {
        name(model).flatMap { model.plots[$0] } ?? PlotsModel()
    }

    /// Takes a reading; the cursor stays on what it was on.
    static func take(_ name: PipelineName, _ reading: PlotsReading, in model: inout Model) {
        var screen = model.plots[name] ?? PlotsModel()
        let before = screen.selected
        screen.reading = reading
        let panels = screen.panels
        if case .plot(let plot) = before {
            let same = panels.firstIndex { panel in
                guard case .plot(let other) = panel else { return false }
                return other.name.utf8.elementsEqual(plot.name.utf8)
            }
            screen.cursor = same ?? screen.cursor
        }
        screen.cursor = min(max(0, screen.cursor), max(0, panels.count - 1))
        model.plots[name] = screen
        show(in: &model)
    }

    // MARK: - Actions

    static func availability(of action: Action, in model: Model) -> Availability {
        let screen = screen(model)
        let panels = screen.panels
        switch action {
        case .left, .right, .up, .down, .first, .last, .halfPageUp, .halfPageDown, .pageUp,
            .pageDown, .open, .zoomPane, .copy, .nextPane, .previousPane:
            return panels.isEmpty ? .no("There is nothing to show yet.") : .yes
        case .nextTrouble, .previousTrouble:
            return panels.contains(where: \.isTrouble) ? .yes : .no("All that is there is read.")
        case .plots: return .no("This is the plots.")
        case .escape: return screen.isZoomed ? .yes : .absent
        default: return .absent
        }
    }

    static func perform(_ action: Action, in model: inout Model) -> [Request] {
        let screen = screen(model)
        let layout = PlotsLayout(screen.panels.count, model)
        let page = layout.columns * layout.shownRows
        switch action {
        case .left, .previousPane: move(by: -1, in: &model)
        case .right, .nextPane: move(by: 1, in: &model)
        case .up: down(-1, layout, in: &model)
        case .down: down(1, layout, in: &model)
        case .pageUp, .halfPageUp: move(by: screen.isZoomed ? -1 : -page, in: &model)
        case .pageDown, .halfPageDown: move(by: screen.isZoomed ? 1 : page, in: &model)
        case .first: go(to: 0, in: &model)
        case .last: go(to: screen.panels.count - 1, in: &model)
        case .open, .zoomPane: change(in: &model) { $0.isZoomed.toggle() }
        case .escape: change(in: &model) { $0.isZoomed = false }
        case .nextTrouble, .previousTrouble: goToTrouble(action == .nextTrouble, in: &model)
        case .copy: return screen.selected.map { [.copy(words($0))] } ?? []
        default: break
        }
        return []
    }

    /// A click selects a panel; another one on it zooms.
    static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        guard region.name == Self.region else { return [] }
        if screen(model).cursor == region.index { return perform(.open, in: &model) }
        go(to: region.index, in: &model)
        return []
    }

    private static func change(in model: inout Model, _ body: (inout PlotsModel) -> Void) {
        guard let name = name(model) else { return }
        body(&model.plots[name, default: PlotsModel()])
    }

    private static func go(to panel: Int, in model: inout Model) {
        let count = screen(model).panels.count
        change(in: &model) { screen in
            screen.cursor = min(max(0, panel), max(0, count - 1))
            screen.metricsTop = 0
        }
        show(in: &model)
    }

    private static func move(by panels: Int, in model: inout Model) {
        go(to: screen(model).cursor + panels, in: &model)
    }

    /// A row of panels down; in a zoomed table its lines, in a zoomed plot the next one.
    private static func down(_ rows: Int, _ layout: PlotsLayout, in model: inout Model) {
        let screen = screen(model)
        guard screen.isZoomed else {
            let target = screen.cursor + rows * layout.columns
            // Below the last full row there may be fewer panels than above.
            let last = screen.panels.count - 1
            let isOneMore = target > last && screen.cursor / layout.columns < last / layout.columns
            guard target >= 0, target <= last || isOneMore else { return }
            return go(to: min(target, last), in: &model)
        }
        guard case .metrics(let files) = screen.selected else { return move(by: rows, in: &model) }
        let height = PlotsPanes.height(of: files)
        let room = model.bodySize.height - 2
        change(in: &model) { screen in
            screen.metricsTop = min(max(0, screen.metricsTop + rows), max(0, height - room))
        }
    }

    private static func goToTrouble(_ isForward: Bool, in model: inout Model) {
        let screen = screen(model)
        let troubles = screen.panels.indices.filter { screen.panels[$0].isTrouble }
        let target =
            isForward
            ? troubles.first { $0 > screen.cursor } ?? troubles.first
            : troubles.last { $0 < screen.cursor } ?? troubles.last
        if let target { go(to: target, in: &model) }
    }

    /// Moves the window no further than the cursor needs.
    private static func show(in model: inout Model) {
        let layout = PlotsLayout(screen(model).panels.count, model)
        change(in: &model) { $0.top = layout.top(showing: $0.cursor, from: $0.top) }
    }

    /// What is copied: the files a plot is read from, or the metrics as lines.
    private static func words(_ panel: PlotPanel) -> String {
        switch panel {
        case .plot(let plot): return plot.files.map(\.text).joined(separator: "\n") + "\n"
        case .metrics(let files):
            let lines = files.flatMap { file -> [String] in
                guard case .metrics(let metrics) = file.content else { return [] }
                return metrics.map { "\(file.path)\t\($0.name)\t\($0.value.words)" }
            }
            return lines.joined(separator: "\n") + "\n"
        }
    }
}
