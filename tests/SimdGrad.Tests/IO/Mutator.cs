namespace SimdGrad.Tests.IO;

/// <summary>Damages files in the ways that fuzzers do: single bits, bytes, numbers, cuts, repetitions, exchanges.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[] s_interesting = [0, 1, 0x7F, 0x80, 0xFF, .. "\"'{}[](),:0123456789-eE.\\u \n"u8];

    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] bytes)
    {
        List<byte> result = [.. bytes];
        for (int i = _random.Next(1, 5); i > 0 && result.Count > 0; i--)
        {
            int at = _random.Next(result.Count), length = Math.Min(_random.Next(1, 17), result.Count - at);
            switch (_random.Next(7))
            {
                case 0: result[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: result[at] = (byte)_random.Next(256); break;
                case 2: result[at] = s_interesting[_random.Next(s_interesting.Length)]; break;
                case 3: result.RemoveRange(at, length); break;
                case 4: result.InsertRange(at, result.GetRange(at, length)); break;
                case 5: result.Insert(at, s_interesting[_random.Next(s_interesting.Length)]); break;
                default: result.InsertRange(_random.Next(result.Count), result.GetRange(at, length)); break;
            }
        }
        return [.. result];
    }
}
