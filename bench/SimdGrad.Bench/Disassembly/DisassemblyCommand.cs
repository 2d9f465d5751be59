using System.CommandLine;
using System.Numerics;
using System.Runtime.Intrinsics;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// <c>disassembly</c>: has the inner loops compiled and prints the vector widths; bench/check-disassembly.sh reads what the
/// compiler tells of it.
/// </summary>
internal static class DisassemblyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("disassembly", "Calls each inner loop once, for bench/check-disassembly.sh.");
        command.SetAction(_ => Run());
        return command;
    }

    private static void Run()
    {
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            // Widths that the processor lacks are made of narrower vectors, and correct but no inner loops.
            if (width == VectorWidth.V512 && !Vector512.IsHardwareAccelerated
                || width == VectorWidth.V256 && !Vector256.IsHardwareAccelerated)
                continue;
            using var scope = Isa.Use(width);
            Call<float>();
            Call<double>();
            Console.WriteLine(width.ToString().ToLowerInvariant());
        }
    }

    private static void Call<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Isa.Run<Tiles<T>, T>(default);
        T[] x = new T[32], y = new T[32];
        Map.Forward<Relu, T>(x, y);
        Map.Forward<LeakyRelu, T>(x, y);
        Map.Forward<Sigmoid, T>(x, y);
        Map.Forward<Tanh, T>(x, y);
    }

    /// <summary>Every shape of the register tile that is used at a width, with one step of k.</summary>
    private readonly unsafe struct Tiles<T> : IKernel<T> where T : unmanaged
    {
        public void Run<V>() where V : struct, IVec<V, T>
        {
            T* a = stackalloc T[GemmBlocking.TileRowsMax];
            T* b = stackalloc T[GemmTileRow.Vectors * V.Count];
            T* c = stackalloc T[GemmBlocking.TileRowsMax * GemmTileRow.Vectors * V.Count];
            int vectorBytes = V.Count * sizeof(T);
            foreach (int rows in Enumerable.Range(1, 2 * GemmBlocking.TileRowsMax)
                .Select(left => GemmBlocking.TileRows(vectorBytes, left)).Distinct())
            {
                foreach (var (vectors, apart) in (ReadOnlySpan<(int, bool)>)[(1, false), (2, false), (2, true)])
                    GemmTiles.Run<V, T>(rows, vectors, 1, a, 1, 1, b, 0, apart, c, GemmTileRow.Vectors * V.Count);
            }
            GemmTiles.Run<V, T>(1, GemmTileRow.Vectors, 1, a, 1, 1, b, 0, false, c, 0);
        }
    }
}
