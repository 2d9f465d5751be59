using System.IO.Compression;
using SimdGrad.IO;
using SimdGrad.Tests.Docs;
using Xunit;

namespace SimdGrad.Tests.IO;

public sealed class HostileNpyTests
{
    private const string Header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";

    /// <summary>Headers over 8 bytes of data, each with what the message has to name.</summary>
    public static TheoryData<string, string> Headers => new()
    {
        { "", "'{' is missing" },
        { "{", "text in quotes" },
        { "{}", "descr is missing" },
        { "{'descr': '<f4'}", "fortran_order is missing" },
        { "{'descr': '<f4', 'fortran_order': False}", "shape is missing" },
        { "{'fortran_order': False, 'shape': (2,)}", "descr is missing" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } x", "after the header's end" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'extra': 1}", "'extra' occurs twice, or is none of" },
        { "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "'descr' occurs twice" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}", "'shape' occurs twice" },
        { "{'descr' '<f4'}", "':' is missing" },
        { "{'descr': '<f4' 'fortran_order': False}", "'}' is missing" },
        { "{'descr': '<f4, 'fortran_order': False, 'shape': (2,)}", "of type '<f4, '" },
        { "{'descr': '<f4", "does not end" },
        { "{descr: '<f4'}", "text in quotes" },
        { "{'descr\": '<f4'}", "':' is missing" },
        { "{'descr': 'O', 'fortran_order': False, 'shape': (2,)}", "of type 'O'" },
        { "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "of type '|O'" },
        { "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", "structures" },
        { "{'descr': '<f3', 'fortran_order': False, 'shape': (2,)}", "of type '<f3'" },
        { "{'descr': '<f16', 'fortran_order': False, 'shape': (2,)}", "of type '<f16'" },
        { "{'descr': '<c8', 'fortran_order': False, 'shape': (2,)}", "of type '<c8'" },
        { "{'descr': '<U1', 'fortran_order': False, 'shape': (2,)}", "of type '<U1'" },
        { "{'descr': '<M8[s]', 'fortran_order': False, 'shape': (2,)}", "of type '<M8[s]'" },
        { "{'descr': '|f4', 'fortran_order': False, 'shape': (2,)}", "of type '|f4'" },
        { "{'descr': 'f4', 'fortran_order': False, 'shape': (2,)}", "of type 'f4'" },
        { "{'descr': '', 'fortran_order': False, 'shape': (2,)}", "of type ''" },
        { "{'descr': '<f4\0', 'fortran_order': False, 'shape': (2,)}", "no ASCII" },
        { "{'descr': '<f\u00E4', 'fortran_order': False, 'shape': (2,)}", "no ASCII" },
        { "{'descr': '" + new string('x', 50) + "', 'fortran_order': False, 'shape': (2,)}", "too long" },
        { "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", "neither True nor False" },
        { "{'descr': '<f4', 'fortran_order': true, 'shape': (2,)}", "neither True nor False" },
        { "{'descr': '<f4', 'fortran_order': Falsey, 'shape': (2,)}", "'}' is missing" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': 2}", "'(' is missing" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': [2]}", "'(' is missing" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}", "not a tuple" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}", "no size" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,,)}", "no size" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2 1)}", "lacks a comma" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", "no size" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,)}", "lacks a comma" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (0x2,)}", "lacks a comma" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2*1,)}", "lacks a comma" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (None,)}", "no size" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,", "no size" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': ((2,),)}", "no size" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,2)}", "more than 8 sizes" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536)}", "more than 2147483647 elements" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967298,)}", "a size above 2147483647" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (18446744073709551618,)}", "a size above 2147483647" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "the array has 12 bytes, and 8 follow" },
        { "{'descr': '<f8', 'fortran_order': True, 'shape': (2147483647,)}", "2147483591 are the most" },
        { "{'descr': '|u1', 'fortran_order': True, 'shape': (2147483000,)}", "and 8 follow" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "4 bytes follow the array" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 5)}", "8 bytes follow the array" },
        { "__import__('os').system('true')", "'{' is missing" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_bad_header_is_an_error_that_says_what(string header, string message)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npy");
        for (int version = 1; version <= 3; version++)
        {
            File.WriteAllBytes(path, NpyBytes.Of(header, new byte[8], version));
            FileCost.Bounded(() =>
            {
                var error = Assert.Throws<ArrayFileException>(() => Npy.Read(path));
                Assert.StartsWith(path, error.Message);
                Assert.Contains(message, error.Message);
            });
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 4)]
    [InlineData(1, 0)]
    [InlineData(255, 0)]
    public void Other_versions_are_errors(byte major, byte minor)
    {
        byte[] bytes = NpyBytes.Of(Header, new byte[8]);
        (bytes[6], bytes[7]) = (major, major == 1 ? (byte)1 : minor);
        Assert.Contains("version 1 to 3", Assert.Throws<ArrayFileException>(() => Npy.Read(new MemoryStream(bytes))).Message);
    }

    [Fact]
    public void Every_prefix_is_an_error()
    {
        for (int version = 1; version <= 3; version++)
        {
            byte[] bytes = NpyBytes.Of(Header, new byte[8], version);
            for (int length = 0; length < bytes.Length; length++)
                Assert.Throws<ArrayFileException>(() => Npy.Read(new MemoryStream(bytes[..length])));
        }
    }

    [Fact]
    public void A_header_that_claims_to_be_long_is_not_believed()
    {
        foreach (uint length in new uint[] { 10_001, 1 << 30, uint.MaxValue })
        {
            byte[] bytes = NpyBytes.Of(Header, new byte[8], 2);
            BitConverter.TryWriteBytes(bytes.AsSpan(8), length);
            FileCost.Bounded(() => Assert.Throws<ArrayFileException>(() => Npy.Read(new MemoryStream(bytes))));
        }
    }

    [Fact]
    public void Random_changes_give_an_array_or_an_error_of_the_type()
    {
        var mutator = new Mutator(seed: 2);
        for (int i = 0; i < SampleCount.Of(3_000); i++)
            FileCost.Bounded(() => IsRefused(mutator.Mutate(NpyBytes.Of(Header, new byte[8], 1 + i % 3))));
    }

    [Fact]
    public void Random_changes_to_an_archive_give_arrays_or_an_error_of_the_type()
    {
        using var folder = new TemporaryFolder();
        new NpzWriter().Add<int>("a", [2], new[] { 1, 2 }).Add<double>("b", [2], new[] { 1.0, 2 })
            .Save(folder.File("x.npz"), CompressionLevel.Fastest);
        byte[] bytes = File.ReadAllBytes(folder.File("x.npz"));
        var mutator = new Mutator(seed: 3);
        for (int i = 0; i < SampleCount.Of(1_000); i++)
            FileCost.Bounded(() => IsArchiveRefused(mutator.Mutate(bytes)));
        for (int length = 0; length < bytes.Length; length++)
            IsArchiveRefused(bytes[..length]);
    }

    [Fact]
    public void An_archive_that_promises_an_array_it_has_not_is_not_believed()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("a.npy").Open();
            entry.Write(NpyBytes.Of("{'descr': '|u1', 'fortran_order': True, 'shape': (2147483000,)}", new byte[8]));
        }
        FileCost.Bounded(() => Assert.True(IsArchiveRefused(stream.ToArray())));
    }

    internal static bool IsRefused(byte[] bytes)
    {
        try
        {
            Npy.Read(new MemoryStream(bytes)).ToArray<double>();
            return false;
        }
        catch (ArrayFileException)
        {
            return true;
        }
    }

    internal static bool IsArchiveRefused(byte[] bytes)
    {
        try
        {
            using var file = NpzFile.Open(new MemoryStream(bytes));
            foreach (string name in file.Names)
                file.Read(name).ToArray<double>();
            return false;
        }
        catch (ArrayFileException)
        {
            return true;
        }
    }
}
