namespace Digits;

/// <summary>Counts how often each digit was read as which.</summary>
internal sealed class ConfusionMatrix
{
    private readonly int[,] _counts = new int[DigitsData.Classes, DigitsData.Classes];

    /// <summary>The number of images.</summary>
    public int Total { get; private set; }

    /// <summary>The number of images that were read right.</summary>
    public int Correct { get; private set; }

    /// <summary>The share of images that were read right.</summary>
    public double Accuracy => (double)Correct / Total;

    /// <summary>How many images of one digit were read as another.</summary>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>Counts an image.</summary>
    public void Add(int actual, int predicted)
    {
        _counts[actual, predicted]++;
        Total++;
        if (actual == predicted)
            Correct++;
    }
}
