namespace SimdGrad;

/// <summary>The function that is checked, at its point and beside it.</summary>
internal sealed class GradCheckFunction : IDisposable
{
    private readonly Tape<double> _tape = new();
    private readonly Func<Tensor<double>[], Tensor<double>> _function;
    private readonly IReadOnlyList<GradCheckInput> _inputs;
    private readonly Tensor<double>[] _tensors;

    public GradCheckFunction(Func<Tensor<double>[], Tensor<double>> function, IReadOnlyList<GradCheckInput> inputs)
    {
        _function = function;
        _inputs = inputs;
        _tensors = new Tensor<double>[inputs.Count];
        Points = new double[inputs.Count][];
        for (int i = 0; i < inputs.Count; i++)
            Points[i] = [.. inputs[i].Values ?? throw new ArgumentException($"inputs[{i}] has no values.", nameof(inputs))];
        var output = Record();
        OutputShape = output.Shape;
        Center = output.Values.ToArray();
    }

    /// <summary>The point.</summary>
    public double[][] Points { get; }

    /// <summary>The shape of the output.</summary>
    public Shape OutputShape { get; }

    /// <summary>The output at the point.</summary>
    public double[] Center { get; }

    /// <summary>The number of elements of all inputs.</summary>
    public int Count => Points.Sum(point => point.Length);

    public void Dispose() => _tape.Dispose();

    /// <summary>The shape of an input.</summary>
    public Shape ShapeOf(int input) => _inputs[input].Shape;

    /// <summary>The output at the point.</summary>
    public double[] Evaluate() => RecordAgain().Values.ToArray();

    /// <summary>The output with one element of the point replaced.</summary>
    public double[] Evaluate(int input, int element, double x)
    {
        double before = Points[input][element];
        Points[input][element] = x;
        try
        {
            return Evaluate();
        }
        finally
        {
            Points[input][element] = before;
        }
    }

    /// <summary>The output at the point moved by a step in a direction.</summary>
    public double[] Evaluate(double[][] direction, double step)
    {
        double[][] before = [.. Points.Select(point => (double[])point.Clone())];
        try
        {
            for (int i = 0; i < Points.Length; i++)
                for (int j = 0; j < Points[i].Length; j++)
                    Points[i][j] += step * direction[i][j];
            return Evaluate();
        }
        finally
        {
            before.CopyTo(Points, 0);
        }
    }

    /// <summary>The gradients of the inputs for a seed; 0 where the backward pass does not come by.</summary>
    public double[][] Gradients(double[] seed)
    {
        var output = RecordAgain();
        if (seed.Length > 0)
            output.Backward(seed);
        return [.. _tensors.Select((x, i) => x.Gradient.IsEmpty ? new double[Points[i].Length] : x.Gradient.ToArray())];
    }

    private Tensor<double> RecordAgain()
    {
        var output = Record();
        return output.Shape == OutputShape
            ? output
            : throw new ArgumentException(
                $"function gave shape {OutputShape} at the point and {output.Shape} beside it; it must always give one shape.");
    }

    private Tensor<double> Record()
    {
        _tape.Reset();
        for (int i = 0; i < _tensors.Length; i++)
            _tensors[i] = _tape.Variable(Points[i], _inputs[i].Shape);
        return _function(_tensors);
    }
}
