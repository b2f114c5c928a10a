import Domain
import Plotting
import Terminal

/// Where the panes of the pipeline's screen stand, and how the stages are shown.
///
/// It depends on the size of the screen and on the shape of the graph, never on how stages stand
/// or which one is selected: nothing jumps while a run goes on.
struct PipelineArrangement {
    /// From this width on the details have a pane beside the stages.
    private static let sideWidth = 100
    /// Below this width the stages are a list, unless asked otherwise.
    private static let graphWidth = 80
    /// Rows of the log's tail that are always there, and the line or box around them.
    private static let leastLog = 4
    /// Below this height the log has a line above it instead of a box.
    private static let boxedHeight = 17
    /// The height at which details are rarely cut.
    private static let detailsHeight = 22

    /// What is wrong with locks, above all else; empty where nothing is.
    let notice: Rect
    let view: PipelineModel.View
    /// The graph, where that is the view.
    let picture: GraphPicture?
    let stages: Rect?
    let details: Rect?
    let log: Rect?
    let isLogBoxed: Bool
    /// The stage under the cursor is told about below the graph: no pane beside it does.
    let hasNote: Bool

    init(
        _ state: PipelineState,
        _ model: Model,
        in whole: Size,
        cache: inout GraphLayoutCache<StageName>
    ) {
        let body: Rect
        (notice, body) = Rect(size: whole).splitTop(LockNotice.height(model, in: whole))
        let size = body.size
        let screen = state.screen
        let isBoxed = size.height >= Self.boxedHeight
        isLogBoxed = isBoxed || screen.isZoomed
        let hasSide = size.width >= Self.sideWidth
        let side = hasSide ? min(56, max(36, size.width / 3)) : 0
        let leastLog = max(Self.leastLog + (isBoxed ? 2 : 1), hasSide ? size.height / 3 : 0)
        let room =
            screen.isZoomed
            ? Panel.content(of: body).size
            : Size(width: size.width - side - 2, height: size.height - leastLog - 2)
        hasNote = !hasSide && !screen.isZoomed
        let (view, picture) = Self.view(state, model, in: room, hasNote, &cache)
        self.view = view
        self.picture = picture
        if screen.isZoomed {
            stages = screen.pane == .stages ? body : nil
            details = screen.pane == .details ? body : nil
            log = screen.pane == .log ? body : nil
            return
        }
        let most = size.height - leastLog
        let least = min(most, hasSide ? Self.detailsHeight : 8)
        let needed = Self.rows(of: view, picture, state, hasNote) + 2
        let (upper, lower) = body.splitTop(min(max(needed, least), most))
        log = lower
        if hasSide {
            let (left, right) = upper.splitRight(side)
            (stages, details) = (left, right)
        } else {
            let showsDetails = screen.pane == .details
            (stages, details) = showsDetails ? (nil, upper) : (upper, nil)
        }
    }

    /// The view that was asked for, else the richest that can be taken in.
    private static func view(
        _ state: PipelineState,
        _ model: Model,
        in room: Size,
        _ hasNote: Bool,
        _ cache: inout GraphLayoutCache<StageName>
    ) -> (PipelineModel.View, GraphPicture?) {
        let screen = state.screen
        if let view = screen.view, view != .graph { return (view, nil) }
        guard let shape = state.shape, !shape.isListOnly || screen.view == .graph else {
            return (.list, nil)
        }
        guard screen.view == .graph || model.size.width >= graphWidth else { return (.list, nil) }
        let graph = StageGraph(state, shape, model)
        if let level = screen.level { return (.graph, graph.picture(level, &cache)) }
        if shape.isListOnly { return (.graph, graph.picture(.list, &cache)) }
        let free = Size(width: room.width, height: room.height - (hasNote ? noteRows : 0))
        let box = graph.picture(.box, &cache)
        if box.size.fits(free) { return (.graph, box) }
        let pill = graph.picture(.pill, &cache)
        // A window that follows the cursor is still a help on a graph of a few windows' size.
        let few = Size(width: free.width * 2, height: free.height * 2)
        let isTakenIn = pill.size.fits(hasNote ? free : few)
        return isTakenIn || screen.view == .graph ? (.graph, pill) : (.list, nil)
    }

    /// Rows below the graph that tell of the stage under the cursor, a blank one first.
    static let noteRows = 2

    private static func rows(
        of view: PipelineModel.View,
        _ picture: GraphPicture?,
        _ state: PipelineState,
        _ hasNote: Bool
    ) -> Int {
        switch view {
        case .graph: (picture?.size.height ?? 0) + (hasNote ? noteRows : 2)
        case .list: state.stages.count + 1
        case .gantt: state.stages.count + Gantt.axisRows
        }
    }
}

extension Size {
    fileprivate func fits(_ room: Size) -> Bool { width <= room.width && height <= room.height }
}
