namespace SimdGrad.Bench;

/// <summary>An operation whose errors are measured.</summary>
internal interface IOpAccuracy
{
    /// <summary>The error of its values.</summary>
    AccuracyCase Value(string name);

    /// <summary>The error of its derivatives.</summary>
    AccuracyCase Derivative(string name);
}
