import Domain
import Terminal

/// Where the models, their versions and the facts stand.
struct ModelsLayout {
    /// From this width on the models have a column of their own.
    private static let wideWidth = 130
    /// From this width on the metrics stand beside the facts.
    static let pairWidth = 76

    let models: Rect
    let versions: Rect
    let facts: Rect

    init(_ body: Rect, zoomed pane: ModelsModel.Pane?) {
        if let pane {
            (models, versions, facts) = (
                pane == .models ? body : .zero, pane == .versions ? body : .zero,
                pane == .facts ? body : .zero
            )
        } else if body.width >= Self.wideWidth {
            let (left, right) = body.splitLeft(body.width * 3 / 10)
            let parts = right.splitBottom(right.height * 11 / 20)
            (models, versions, facts) = (left, parts.rest, parts.bottom)
        } else {
            let parts = body.splitBottom(body.height * 11 / 20)
            let (left, right) = parts.rest.splitLeft(body.width * 2 / 5)
            (models, versions, facts) = (left, right, parts.bottom)
        }
    }

    init(_ model: Model) {
        let models = model.models
        self.init(Rect(size: model.bodySize), zoomed: models.isZoomed ? models.pane : nil)
    }

    func rect(of pane: ModelsModel.Pane) -> Rect {
        switch pane {
        case .models: models
        case .versions: versions
        case .facts: facts
        }
    }

    /// The rows of a pane, of tables without their headers.
    func height(of pane: ModelsModel.Pane) -> Int {
        max(0, Panel.content(of: rect(of: pane)).height - (pane == .facts ? 0 : 1))
    }
}
