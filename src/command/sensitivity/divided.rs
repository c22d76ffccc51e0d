//! How the variance divides among numbers that rise and fall together.

use super::{MOST_POINTS, RESAMPLES, Seen, Study, told, uncertified};
use crate::base::parallel;
use crate::command::failure::Failure;
use crate::command::shard::shared;
use crate::findings::sensitivity::{Division, Factor, MOST_DIVIDED, Output, count_complete, divided};
use crate::forecast::sensitivity::design::{divided_row, players, resamples};
use crate::forecast::sensitivity::inputs::{Block, blocks};

impl Study<'_> {
    /// Shapley effects, block by block, from as many base rows as the indices have, and the points that they are from.
    pub(super) fn divided(&self, rows: usize, outputs: &[Output]) -> Result<(Vec<Division>, Vec<Seen>), Failure> {
        let (mut divisions, mut all) = (Vec::new(), Vec::<Seen>::new());
        for block in blocks(self.scenario, self.inputs) {
            let Some((division, mut seen)) = shared(self.division(&block, rows, outputs), self.watch)? else {
                continue;
            };
            let before = all.last().map_or(0, |last| last.place.row + 1);
            seen.iter_mut().for_each(|seen| seen.place.row += before);
            divisions.push(division);
            all.extend(seen);
        }
        Ok((divisions, all))
    }

    fn division(&self, block: &Block, rows: usize, outputs: &[Output]) -> Result<(Division, Vec<Seen>), Failure> {
        let members = || block.members.iter().map(|&place| Factor::single(self.scenario, &self.inputs[place]));
        let (size, rows) = match block.members.len() > MOST_DIVIDED {
            true => (1, 0),
            false => {
                let size = 1 << players(self.inputs.len(), block);
                (size, rows.min(MOST_POINTS / size))
            }
        };
        let row = |row| divided_row(self.seed(), row, self.inputs.len(), block);
        let points: Vec<Vec<f64>> = (0..rows).flat_map(row).collect();
        let found = self.evaluate(&points)?;
        let complete = count_complete(&found, size);
        let resampled = resamples(self.seed(), complete, RESAMPLES);
        let division = Division {
            keys: members().map(|factor| factor.name).collect(),
            words: members().map(|factor| factor.words).collect(),
            rows,
            complete,
            points: points.len(),
            uncertified: uncertified(&found),
            effects: parallel::map(outputs, |output| divided(output, &found, size, &resampled)),
        };
        Ok((division, told("shapley", size, points, found)))
    }
}
