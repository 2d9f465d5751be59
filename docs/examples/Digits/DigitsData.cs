using SimdGrad.Data;

namespace Digits;

/// <summary>Reads the images: on each line 64 pixels from 0 to 16, then the digit.</summary>
internal static class DigitsData
{
    public const int Pixels = 64;
    public const int Classes = 10;

    private const float Brightest = 16;
    private const int FewestRows = 10;

    /// <summary>Reads a file, plain or gzip, and scales its pixels to 0 to 2.</summary>
    /// <exception cref="FormatException">The file is not a table of such images; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Dataset<float> Load(string path)
    {
        var table = DelimitedText.Read<float>(path);
        if (table.Columns != Pixels + 1)
            throw new FormatException($"{path}: a line has {table.Columns} columns; pixels and digit make {Pixels + 1}.");
        if (table.Rows < FewestRows)
            throw new FormatException($"{path}: there are {table.Rows} images; at least {FewestRows} are needed.");

        float[] pixels = table.CopyColumns(..Pixels);
        int pixel = pixels.AsSpan().IndexOfAnyExceptInRange(0, Brightest);
        if (pixel >= 0)
            throw new FormatException(
                $"{path}, line {pixel / Pixels + 1}, column {pixel % Pixels + 1}: "
                + $"{pixels[pixel]} is not a pixel from 0 to {Brightest}.");

        int[] labels = table.Labels(Pixels);
        int label = labels.AsSpan().IndexOfAnyExceptInRange(0, Classes - 1);
        if (label >= 0)
            throw new FormatException($"{path}, line {label + 1}, column {Pixels + 1}: {labels[label]} is not a digit.");
        return new Dataset<float>(Array.ConvertAll(pixels, p => p / (Brightest / 2)), Pixels, labels);
    }
}
