namespace Orleans.Runtime;

/// <summary>
/// A request for an asynchronous sequence. Each enumeration runs the grain's method anew; each of its steps is a turn of the grain that
/// interleaves with its requests, as in Orleans.
/// </summary>
internal abstract class StreamCall<T> : IAsyncEnumerable<T>
{
    /// <summary>The token that the grain's method gets.</summary>
#pragma warning disable CS0649 // set by the classes that ProxyEmitter makes
    internal CancellationToken Cancellation;
#pragma warning restore CS0649

    internal MethodShape Method { get; set; } = null!;

    internal GrainReference Target { get; set; } = null!;

    internal CallDispatcher Calls { get; set; } = null!;

    /// <summary>Calls the grain.</summary>
    internal abstract IAsyncEnumerable<T> Open(object grain);

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Enumerator(this, cancellationToken);

    private sealed class Enumerator(StreamCall<T> stream, CancellationToken cancellationToken) : IAsyncEnumerator<T>
    {
        private readonly StreamCall<T> _stream = stream;
        private readonly CancellationToken _token = cancellationToken.CanBeCanceled ? cancellationToken : stream.Cancellation;
        private object? _grain;
        private IAsyncEnumerator<T>? _enumerator;

        public T Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            var more = await TurnAsync(static enumerator => enumerator.MoveNextAsync().AsTask());
            Current = more ? _enumerator!.Current : default!;
            return more;
        }

        public async ValueTask DisposeAsync()
        {
            if (_enumerator is null)
            {
                return;
            }

            try
            {
                await TurnAsync(static async enumerator =>
                {
                    await enumerator.DisposeAsync();
                    return false;
                }, CancellationToken.None);
            }
            catch (EnumerationAbortedException)
            {
                // Nothing is left to dispose of.
            }
        }

        private Task<bool> TurnAsync(Func<IAsyncEnumerator<T>, Task<bool>> step) => TurnAsync(step, _token);

        private Task<bool> TurnAsync(Func<IAsyncEnumerator<T>, Task<bool>> step, CancellationToken token) =>
            _stream.Calls.Send(new Step(this, step) { Method = _stream.Method, Target = _stream.Target, Cancellation = token });

        private Task<bool> Run(object grain, Func<IAsyncEnumerator<T>, Task<bool>> step)
        {
            if (_grain is not null && _grain != grain)
            {
                throw new EnumerationAbortedException($"The activation of {_stream.Target} that produced the sequence of {_stream.Method.Name} has ended.");
            }

            _grain = grain;
            _enumerator ??= _stream.Open(grain).GetAsyncEnumerator(_token);
            return step(_enumerator);
        }

        private sealed class Step(Enumerator owner, Func<IAsyncEnumerator<T>, Task<bool>> step) : GrainCall<bool>
        {
            internal override bool Interleaves => true;

            internal override bool OneWay => false;

            // The next element may be a long time coming.
            internal override bool TimesOut => false;

            protected override object ArgumentHolder => owner._stream;

            internal override Task Invoke(object grain) => owner.Run(grain, step);
        }
    }
}
