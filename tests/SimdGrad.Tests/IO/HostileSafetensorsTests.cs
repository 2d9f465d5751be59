using System.Text;
using SimdGrad.IO;
using Xunit;

namespace SimdGrad.Tests.IO;

public sealed class HostileSafetensorsTests
{
    private const string Entry = """{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""";

    /// <summary>Headers over 8 bytes of data, each with what the message has to name.</summary>
    public static TheoryData<string, string> Headers => new()
    {
        { "", "does not begin with '{'" },
        { " {}", "does not begin" },
        { "[]", "does not begin" },
        { "\uFEFF{}", "does not begin" },
        { "{", "not JSON" },
        { "{}", "0 bytes by the header, and 8 bytes" },
        { "{} x", "not JSON" },
        { "{}{}", "not JSON" },
        { """{"a":1}""", "tensor 'a': the tensor holds a Number where StartObject belongs" },
        { """{"a":null}""", "holds a Null" },
        { """{"a":[]}""", "holds a StartArray" },
        { """{"a":{}}""", "dtype is missing" },
        { """{"a":{"dtype":"F32","shape":[2]}}""", "data_offsets is missing" },
        { """{"a":{"dtype":"F32","data_offsets":[0,8]}}""", "shape is missing" },
        { """{"a":{"shape":[2],"data_offsets":[0,8]}}""", "dtype is missing" },
        { $$"""{"a":{{Entry}},"a":{{Entry}}}""", "tensor 'a': the name occurs twice" },
        { $$"""{"a":{{Entry}},"\u0061":{{Entry}}}""", "tensor 'a': the name occurs twice" },
        { $$"""{"a":{{Entry}},"b":{{Entry}}}""", "the data of 'a' F32 [2] and of 'b' F32 [2] overlap" },
        { $$"""{"a":{{Entry}},}""", "not JSON" },
        { $$"""{"a":{{Entry}}/**/}""", "not JSON" },
        { $$"""{'a':{{Entry}}}""", "not JSON" },
        { $$"""{a:{{Entry}}}""", "not JSON" },
        { """{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}""", "dtype is 'F33'; known are BOOL" },
        { """{"a":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}""", "dtype is 'f32'" },
        { """{"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""", "dtype holds a Number" },
        { """{"a":{"dtype":"\ud800","shape":[2],"data_offsets":[0,8]}}""", "half a surrogate pair" },
        { """{"\udc00":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "half a surrogate pair" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'dtype' occurs twice" },
        { """{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""", "'shape' occurs twice" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"data_offsets":[0,8]}}""", "'data_offsets' occurs twice" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"extra":0}}""", "'extra' occurs twice, or is none of" },
        { """{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "shape holds a Number" },
        { """{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", "shape has an element that is no integer" },
        { """{"a":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", "too deep" },
        { """{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "no integer from 0" },
        { """{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,8]}}""", "no integer from 0" },
        { """{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "no integer from 0" },
        { """{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}""", "no integer from 0" },
        { """{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}""", "not JSON" },
        { """{"a":{"dtype":"F32","shape":[+2],"data_offsets":[0,8]}}""", "not JSON" },
        { """{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,8]}}""", "not JSON" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "F32 [3] has 12 bytes, and data_offsets [0, 8] hold 8" },
        { """{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", "F64 [2] has 16 bytes" },
        { """{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,8]}}""", "has 0 bytes" },
        { """{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "more than 8 elements" },
        { """{"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}}""", "shape [65536, 65536] has more than" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}""", "has more than 2147483647" },
        { """{"a":{"dtype":"F32","shape":[4611686018427387905,4],"data_offsets":[0,8]}}""", "has more than 2147483647" },
        { """{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}""", "no integer from 0 to 2^63 - 1" },
        { """{"a":{"dtype":"F32","shape":[18446744073709551618],"data_offsets":[0,8]}}""", "no integer from 0 to 2^63 - 1" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "not a beginning and an end" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", "data_offsets has more than 2 elements" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "not a beginning and an end" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "no integer from 0" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":{}}}""", "data_offsets holds a StartObject" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "bytes 0 to 7 of the data belong to no tensor" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes by the header, and 8 bytes" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "bytes 0 to 3" },
        { """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "16 bytes by the header, and 8 bytes" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}}""", "hold 7" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}}""", "belong to no" },
        {
            """{"a":{"dtype":"I8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"I8","shape":[5],"data_offsets":[3,8]}}""",
            "'a' I8 [5] and of 'b' I8 [5] overlap"
        },
        {
            """{"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"I8","shape":[3],"data_offsets":[5,8]}}""",
            "bytes 3 to 4"
        },
        {
            """{"a":{"dtype":"I8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"I8","shape":[0],"data_offsets":[4,4]}}""",
            "overlap"
        },
        { """{"__metadata__":1}""", "__metadata__ holds a Number" },
        { """{"__metadata__":null}""", "__metadata__ holds a Null" },
        { """{"__metadata__":[]}""", "__metadata__ holds a StartArray" },
        { """{"__metadata__":{"a":1}}""", "__metadata__ holds a Number" },
        { """{"__metadata__":{"a":{}}}""", "__metadata__ holds a StartObject" },
        { """{"__metadata__":{"a":"","a":""}}""", "__metadata__ has 'a' twice" },
        { """{"__metadata__":{},"__metadata__":{}}""", "__metadata__ occurs twice" },
        { """{"__metadata__":{"a":"\ud800\ud800"}}""", "half a surrogate pair" },
        { "{\"a\n\":{}}", "not JSON" },
        { "{\"a\0\":{}}", "not JSON" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_bad_header_is_an_error_that_says_what_and_where(string header, string message)
    {
        var error = Assert.Throws<SafetensorsException>(() => SafetensorsBytes.Open(SafetensorsBytes.Of(header, 8)));
        Assert.StartsWith("made", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_an_error()
    {
        byte[][] sequences = [[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xFF]];
        foreach (byte[] sequence in sequences)
        {
            byte[] header = [.. "{\"__metadata__\":{\"a\":\""u8, .. sequence, .. "\"}}"u8];
            var error = Assert.Throws<SafetensorsException>(() => SafetensorsBytes.Open(SafetensorsBytes.Of(header)));
            Assert.Contains("UTF-8", error.Message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData((8 << 20) + 1)]
    [InlineData(0x7FFFFFFFL)]
    [InlineData(0xFFFFFFFFL)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-1L)]
    [InlineData(-8L)]
    public void A_wrong_length_of_the_header_is_an_error(long length)
    {
        byte[] bytes = SafetensorsBytes.Of("{}      ");
        BitConverter.TryWriteBytes(bytes, length);
        FileCost.Bounded(() => Assert.Throws<SafetensorsException>(() => SafetensorsBytes.Open(bytes)));
    }

    [Fact]
    public void Every_prefix_of_a_file_is_an_error_and_so_is_a_byte_too_many()
    {
        byte[] bytes = Valid();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<SafetensorsException>(() => SafetensorsBytes.Open(bytes[..length]));
        Assert.Throws<SafetensorsException>(() => SafetensorsBytes.Open([.. bytes, 0]));
    }

    [Fact]
    public void Every_changed_byte_gives_a_file_or_an_error_of_the_type()
    {
        byte[] bytes = Valid();
        int errors = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte mask in new byte[] { 1, 2, 4, 8, 16, 32, 64, 128, 255 })
            {
                byte[] changed = [.. bytes];
                changed[i] ^= mask;
                errors += IsRefused(changed) ? 1 : 0;
            }
        }
        Assert.True(errors > 5 * bytes.Length, $"{errors} errors");
    }

    [Fact]
    public void Random_changes_give_a_file_or_an_error_of_the_type()
    {
        var mutator = new Mutator(seed: 1);
        byte[] bytes = Valid();
        for (int i = 0; i < SampleCount.Of(3_000); i++)
            IsRefused(mutator.Mutate(bytes));
    }

    [Theory]
    [InlineData("nesting")]
    [InlineData("tensors")]
    [InlineData("empty tensors")]
    [InlineData("one name")]
    [InlineData("escaped name")]
    [InlineData("metadata")]
    [InlineData("one string")]
    [InlineData("blanks")]
    [InlineData("digits")]
    [InlineData("sizes")]
    [InlineData("properties")]
    [InlineData("names and strings")]
    public void The_largest_headers_are_cheap(string kind)
    {
        const int Most = 8 << 20;
        byte[] bytes = SafetensorsBytes.Of(kind switch
        {
            "nesting" => Repeated("{\"a\":", _ => "[", Most),
            "tensors" => Repeated("{", i => $"\"{i}\":{{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[{i},{i + 1}]}},", Most),
            "empty tensors" => Repeated("{", i => $"\"{i}\":{{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}},", Most),
            "one name" => $"{{\"{new string('x', Most - 100)}\":{Entry}}}",
            "escaped name" => Repeated("{\"", _ => "\\u0061", Most - 100) + $"\":{Entry}}}",
            "metadata" => Repeated("{\"__metadata__\":{", i => $"\"{i}\":\"\",", Most),
            "one string" => $"{{\"__metadata__\":{{\"a\":\"{new string('x', Most - 100)}\"}}}}",
            "blanks" => "{}" + new string(' ', Most - 2),
            "digits" => "{\"a\":{\"shape\":[1" + new string('0', Most - 100) + "]}}",
            "sizes" => Repeated("{\"a\":{\"shape\":[", _ => "1,", Most),
            "properties" => Repeated("{\"a\":{", i => $"\"{i}\":0,", Most),
            _ => Repeated("{\"__metadata__\":{", i => $"\"{i}\":\"\",", Most / 20) + "\"\":\"\"},"
                + Repeated("", i => $"\"{i}\":{{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}},", Most * 18 / 20),
        });
        FileCost.Bounded(() => IsRefused(bytes));
    }

    /// <summary>Whether the file is refused; if it is not, it is read, which must succeed.</summary>
    internal static bool IsRefused(byte[] bytes)
    {
        try
        {
            using var file = SafetensorsBytes.Open(bytes);
            foreach (var entry in file.Entries)
                file.Read<double>(entry.Name);
            return false;
        }
        catch (SafetensorsException)
        {
            return true;
        }
    }

    private static byte[] Valid() => SafetensorsBytes.Written(new SafetensorsWriter()
        .AddMetadata("format", "pt")
        .Add<float>("0.weight", [2, 3], new[] { 1f, 2, 3, 4, 5, 6 })
        .Add<double>("bias", [2], new[] { 0.5, -0.5 })
        .Add<byte>("none", [0, 3], Array.Empty<byte>()));

    private static string Repeated(string start, Func<int, string> part, int length)
    {
        var text = new StringBuilder(start, length + 100);
        for (int i = 0; text.Length < length; i++)
            text.Append(part(i));
        text.Length = Math.Min(text.Length, length);
        return text.ToString();
    }
}
