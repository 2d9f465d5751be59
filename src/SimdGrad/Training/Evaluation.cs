using System.Numerics;
using SimdGrad.Data;
using SimdGrad.Nn;

namespace SimdGrad.Training;

/// <summary>Lets a model predict all rows of a data set, batch by batch, in evaluation mode.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class Evaluation<T>(Module<T> model, Dataset<T> data, int batchSize, Shape? rowShape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Batches come shuffled; the numbers of their rows tell where predictions belong.
    private readonly Batches<T> _batches = data.Batches(batchSize, seed: 0);
    private T[] _predictions = [];

    /// <summary>The predictions, in the order of the data, and the mean loss, 0 without a loss function.</summary>
    public (T[] Predictions, double Loss) Run(Tape<T> tape, LossFunction<T>? loss)
    {
        bool training = model.IsTraining;
        model.Eval();
        try
        {
            return Run(tape, loss, data);
        }
        finally
        {
            model.Train(training);
        }
    }

    private (T[] Predictions, double Loss) Run(Tape<T> tape, LossFunction<T>? loss, Dataset<T> data)
    {
        double sum = 0;
        foreach (var batch in _batches.Epoch(0))
        {
            tape.Reset();
            var predictions = model.Forward(tape.Constant(batch.Features, ShapeOf(batch.Count, data.Columns, rowShape)));
            int columns = predictions.Shape.FlattenedLength / batch.Count;
            if (_predictions.Length != data.Rows * columns)
                _predictions = new T[data.Rows * columns];
            var values = predictions.Values;
            for (int i = 0; i < batch.Count; i++)
                values.Slice(i * columns, columns).CopyTo(_predictions.AsSpan(batch.RowIndices[i] * columns));
            if (loss is not null)
                sum += batch.Count * double.CreateTruncating(loss(predictions, batch).Item());
        }
        return (_predictions, sum / data.Rows);
    }

    /// <summary>The shape of a batch.</summary>
    public static Shape ShapeOf(int rows, int columns, Shape? rowShape)
    {
        if (rowShape is not { } shape)
            return [rows, columns];
        Span<int> sizes = stackalloc int[shape.Rank + 1];
        sizes[0] = rows;
        for (int axis = 0; axis < shape.Rank; axis++)
            sizes[axis + 1] = shape[axis];
        return new Shape(sizes);
    }
}
