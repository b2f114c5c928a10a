import Domain
import Terminal

enum StageGanttView {
    static func draw(_ state: PipelineState, _ model: Model, on canvas: inout Canvas, in rect: Rect) {}
}
