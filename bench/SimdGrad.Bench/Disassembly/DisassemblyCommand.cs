using System.CommandLine;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// <c>disassembly</c>: has the loops compiled for the widest vectors that the processor has, and prints the vector width and the
/// number of methods; bench/check-disassembly.sh reads what the compiler tells of it.
/// </summary>
internal static class DisassemblyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("disassembly", "Compiles each loop, for bench/check-disassembly.sh.");
        command.SetAction(_ => Run());
        return command;
    }

    private static void Run()
    {
        // Narrower vectors would be compiled with instructions and registers that the processors they are for do not have.
        var width = Vector512.IsHardwareAccelerated ? VectorWidth.V512 : VectorWidth.V256;
        using var scope = Isa.Use(width);
        int methods = width == VectorWidth.V512
            ? Compile(typeof(Vec512<float>)) + Compile(typeof(Vec512<double>))
            : Compile(typeof(Vec256<float>)) + Compile(typeof(Vec256<double>));
        Isa.Run<Tiles<float>, float>(default);
        Isa.Run<Tiles<double>, double>(default);
        Console.WriteLine($"{width.ToString().ToLowerInvariant()} {methods}");
    }

    private static int Compile(Type vector)
    {
        int methods = 0;
        foreach (var method in LoopMethods.On(vector))
        {
            RuntimeHelpers.PrepareMethod(
                method.MethodHandle, [.. LoopMethods.Arguments(method).Select(argument => argument.TypeHandle)]);
            methods++;
        }
        return methods;
    }

    /// <summary>Every shape of the register tiles that is used at a width, with one step of k, or a block of them.</summary>
    private readonly unsafe struct Tiles<T> : IKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The vectors of the widest tile.
        private const int Widest = 8;

        // The outputs that make tiles of positions of all heights, and the rows of patches of the widest; the steps of a block.
        private const int Outputs = 11, Depth = 4;

        public void Run<V>() where V : struct, IVec<V, T>
        {
            T* a = stackalloc T[GemmBlocking.TileRowsMax + Depth];
            T* b = stackalloc T[Widest * V.Count * Depth];
            T* c = stackalloc T[GemmBlocking.TileRowsMax * Widest * V.Count];
            int* starts = stackalloc int[Depth];
            var strip = new GemmStrip<T>
            {
                Steps = 1,
                A = a,
                ARow = 1,
                AStep = 1,
                B = b,
                Table = starts,
                Packed = b,
                PackedA = b,
                C = c,
                CRow = Widest * V.Count,
            };
            int tiles = GemmBlocking.Tiles(V.Count * sizeof(T), GemmBlocking.TileRowsMax, isWide: true, int.MaxValue);
            for (int rows = 1; rows <= GemmBlocking.TileRowsMax / tiles; rows++)
            {
                Run<V>(1, 0, GemmCopy.None);
                Run<V>(2, 0, GemmCopy.None);
                Run<V>(2, 0, GemmCopy.A);
                Run<V>(2, 2 * V.Count + 1, GemmCopy.None);
                Run<V>(2, 2 * V.Count + 1, GemmCopy.B);
                GemmTiles.RunByTable<V, T>(rows, 1, ref strip, 1);
                GemmTiles.RunByTable<V, T>(rows, 2, ref strip, 1);
                Run<V>(1, Depth, GemmCopy.TransposedB);
                GemmTiles.RunColumns<V, T>(rows, 1, strip with { Steps = Depth, BStep = Depth }, 1);
                if (GemmBlocking.ColumnVectors(V.Count * sizeof(T), rows) == 2)
                    GemmTiles.RunColumns<V, T>(rows, 2, strip with { Steps = Depth, BStep = Depth }, 1);
                int wide = GemmBlocking.StripVectors(V.Count * sizeof(T), rows);
                if (wide > GemmBlocking.TileVectors)
                    Run<V>(wide, 0, GemmCopy.None);

                void Run<W>(int vectors, int bStep, GemmCopy copy) where W : struct, IVec<W, T>
                {
                    var tile = strip with { Steps = copy == GemmCopy.TransposedB ? Depth : 1, BStep = bStep };
                    GemmTiles.Run<W, T>(rows, vectors, copy, ref tile, 1);
                }
            }
            Positions<V>(starts);
        }

        private static void Positions<V>(int* starts) where V : struct, IVec<V, T>
        {
            int lanes = PositionProducts.Lanes<T>();
            T* numbers = stackalloc T[Outputs * lanes], sums = stackalloc T[Outputs * Depth];
            PositionRun<T> whole = new() { Dy = numbers, DyRow = lanes, X = numbers, Table = starts, Blocks = 1 }, rest = default;
            for (int outputs = 1; outputs <= Outputs; outputs++)
                for (int depth = 1; depth <= Depth; depth++)
                    PositionProducts.Run<V, T>(in whole, in rest, 1, outputs, depth, false, sums);
        }
    }
}
