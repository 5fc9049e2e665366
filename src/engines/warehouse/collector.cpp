#include "engines/warehouse/collector.h"

namespace yici::warehouse {

Pass collect(std::string_view source, TableSource& table, Warehouse& warehouse, const Clock& clock,
             const Progress& progress, const Ended& ended) {
    Pass pass;
    const std::vector<Column> shape = table.columns();
    if (!warehouse.settle_shape(source, shape)) {
        pass.held = warehouse.state(source).held;
        return pass;
    }
    Position position = warehouse.state(source).position;
    if (position.empty() && table.spec().mode != Mode::full) {
        position = warehouse.begin_from(source, clock.now() - table.spec().overlap);
    }
    for (bool last = false; !last;) {
        const Piece piece = table.read(position);
        last = piece.last;
        position = piece.next;
        if (!piece.rows.empty()) pass.tally += warehouse.store(source, shape, piece);
        if (progress && !progress(pass.tally)) return pass;
    }
    if (table.spec().mode == Mode::full) pass.tally += warehouse.remove_unmet(source);
    warehouse.end_pass(source, position, [&](db::Transaction& transaction) {
        if (ended) ended(transaction, pass.tally);
    });
    pass.without_watermark = table.without_watermark();
    pass.ended = true;
    return pass;
}

}  // namespace yici::warehouse
