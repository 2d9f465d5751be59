using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>Convolution and its gradients from the definition, in double.</summary>
internal static class NaiveConvolution
{
    public static double[] Forward(double[] x, double[] weight, double[] bias, ConvolutionLayout layout)
    {
        var y = new double[layout.OutputLength];
        for (int i = 0; i < y.Length && bias.Length > 0; i++)
            y[i] = bias[i / layout.Window.Output.Area % layout.Outputs];
        ForEach(layout, (ix, iw, iy) => y[iy] += x[ix] * weight[iw]);
        return y;
    }

    public static double[] BackwardInput(double[] dy, double[] weight, ConvolutionLayout layout)
    {
        var dx = new double[layout.InputLength];
        ForEach(layout, (ix, iw, iy) => dx[ix] += dy[iy] * weight[iw]);
        return dx;
    }

    public static double[] BackwardWeight(double[] x, double[] dy, ConvolutionLayout layout)
    {
        var dweight = new double[layout.WeightLength];
        ForEach(layout, (ix, iw, iy) => dweight[iw] += x[ix] * dy[iy]);
        return dweight;
    }

    // Each product of an input and a weight, and the output that it is part of.
    private static void ForEach(ConvolutionLayout layout, Action<int, int, int> product)
    {
        var window = layout.Window;
        int groupInputs = layout.Inputs / layout.Groups, groupOutputs = layout.Outputs / layout.Groups;
        for (int n = 0; n < layout.Images; n++)
            for (int o = 0; o < layout.Outputs; o++)
                for (int c = 0; c < groupInputs; c++)
                    for (int y = 0; y < window.Output.Height; y++)
                        for (int x = 0; x < window.Output.Width; x++)
                            for (int i = 0; i < window.Kernel.Height; i++)
                                for (int j = 0; j < window.Kernel.Width; j++)
                                {
                                    int row = y * window.Stride.Height + i * window.Dilation.Height - window.Padding.Height;
                                    int column = x * window.Stride.Width + j * window.Dilation.Width - window.Padding.Width;
                                    if (row < 0 || row >= window.Input.Height || column < 0 || column >= window.Input.Width)
                                        continue;
                                    int channel = n * layout.Inputs + o / groupOutputs * groupInputs + c;
                                    product(
                                        (channel * window.Input.Height + row) * window.Input.Width + column,
                                        ((o * groupInputs + c) * window.Kernel.Height + i) * window.Kernel.Width + j,
                                        ((n * layout.Outputs + o) * window.Output.Height + y) * window.Output.Width + x);
                                }
    }
}
