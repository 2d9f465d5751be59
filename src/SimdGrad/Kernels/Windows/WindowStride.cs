namespace SimdGrad.Kernels;

/// <summary>The distances of two windows in a row for which there is a loop.</summary>
internal static class WindowStride
{
    /// <summary>Side by side.</summary>
    public readonly struct Adjacent : IConstant
    {
        public static int Value => 1;
    }

    /// <summary>Every second.</summary>
    public readonly struct EverySecond : IConstant
    {
        public static int Value => 2;
    }

    /// <summary>Any distance.</summary>
    public readonly struct Any : IConstant
    {
        public static int Value => 0;
    }
}
