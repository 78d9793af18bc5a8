def read(*a):
    raise NotImplementedError
